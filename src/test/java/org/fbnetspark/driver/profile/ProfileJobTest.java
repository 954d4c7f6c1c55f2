package org.fbnetspark.driver.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.DataSettings;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.latency.InterpolationError;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.driver.prepare.FittedSpace;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.SpaceSettings;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.Dtype;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.profile.ProfileSummary;
import org.fbnetspark.profile.RuntimeKind;
import org.fbnetspark.profile.RuntimeSettings;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallMasked;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ProfileJobTest {

  private static final List<ProfileEntry> ROWS = ProfileEntry.of(SmallSearch.SPACE);

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  private Experiment experiment(Object... settings) {
    DataSettings none = new DataSettings(Optional.empty(), 0.8, Augmentation.NONE);
    Experiment small = SmallSearch.experiment(directory, 1);
    return Changed.of(Changed.of(small, none, profile(0, 0)), settings);
  }

  private Experiment space(LayerwiseDefinition space) {
    return experiment(new SpaceSettings(space, false, 4));
  }

  private ProfileSettings profile(int fitNetworks, int heldOutNetworks) {
    return SmallSearch.profile(directory.toString(), fitNetworks, heldOutNetworks);
  }

  private ProfileSummary.Table run(Experiment experiment, boolean refresh) throws IOException {
    List<ProfileSummary.Table> tables =
        new ProfileJob(SPARK.context(), experiment, refresh, lines::add).run().tables();
    assertThat(tables).hasSize(1);
    return tables.get(0);
  }

  private static LatencyTable read(ProfileSummary.Table table) throws IOException {
    return LatencyTableJson.read(Files.readAllBytes(path(table)), table.path());
  }

  private static Path path(ProfileSummary.Table table) {
    return Path.of(table.path().replaceFirst("^file:", ""));
  }

  @Test
  void everyRowOfTheSpaceIsMeasuredOnceAndKept() throws IOException {
    ProfileSummary.Table first = run(experiment(), false);

    LatencyTable table = read(first);
    assertThat(table.rows().keySet())
        .containsExactlyElementsOf(ROWS.stream().map(ProfileEntry::key).toList());
    assertThat(table.rows().values())
        .allSatisfy(row -> assertThat(row.spread()).isPresent())
        .allSatisfy(row -> assertThat(row.hostMicros()).hasSize(1));
    assertThat(table.setting()).isEqualTo(first.setting());
    assertThat(table.setting().runtime()).startsWith("fbnet-spark ").doesNotContain("threads");
    assertThat(CostTable.latency(SmallSearch.SPACE, table).cheapest()).isPositive();
    assertThat(table.provenance().keySet())
        .anyMatch(name -> name.startsWith("host "))
        .anyMatch(name -> name.startsWith("run "));
    assertThat(first.measured()).isEqualTo(ROWS.size());
    assertThat(first.kept()).isZero();
    assertThat(first.sha256()).isEqualTo(LatencyTableJson.sha256(table));

    byte[] bytes = Files.readAllBytes(path(first));
    ProfileSummary.Table second = run(experiment(), false);
    assertThat(second.measured()).isZero();
    assertThat(second.kept()).isEqualTo(ROWS.size());
    assertThat(path(second)).hasBinaryContent(bytes);
    assertThat(lines).anyMatch(line -> line.contains("has all " + ROWS.size() + " rows of small"));

    assertThat(run(experiment(), true).measured()).isEqualTo(ROWS.size());
    assertThat(Files.readAllBytes(path(first))).isNotEqualTo(bytes);
  }

  @Test
  void aTableWithHalfOfTheRowsGetsTheRest() throws IOException {
    ProfileSummary.Table whole = run(experiment(), false);
    LatencyTable table = read(whole);
    Map<LatencyKey, LatencyRow> half = new LinkedHashMap<>();
    table.rows().entrySet().stream()
        .limit(ROWS.size() / 2)
        .forEach(
            row ->
                half.put(
                    row.getKey(),
                    new LatencyRow(12345, row.getValue().spread(), row.getValue().hostMicros())));
    half.put(LatencyKey.OVERHEAD, table.rows().get(LatencyKey.OVERHEAD));
    LatencyTable.Builder builder = LatencyTable.builder(table.setting());
    half.forEach(builder::add);
    Files.write(path(whole), LatencyTableJson.write(builder.build()));

    ProfileSummary.Table rest = run(experiment(), false);

    assertThat(rest.measured()).isEqualTo(ROWS.size() - half.size());
    Map<LatencyKey, LatencyRow> rows = read(rest).rows();
    assertThat(rows).hasSize(ROWS.size()).containsAllEntriesOf(half);
  }

  @Test
  void rowsOfAnotherSpaceStay() throws IOException {
    int first = read(run(experiment(), false)).rows().size();
    LayerwiseDefinition large = SmallSearch.DEFINITION.resized(new ImageShape(16, 16, 3), 4);

    int both = read(run(space(large), false)).rows().size();

    // The shapes halved within the larger space are shapes of the smaller one.
    assertThat(both).isGreaterThan(first).isLessThan(2 * first);
  }

  @Test
  void wholeNetworksCorrectTheTable() throws IOException {
    ProfileSummary.Table table = run(Changed.of(space(contrasted()), profile(6, 4)), false);

    LatencyCorrection line = table.correction().orElseThrow();
    assertThat(line.fitted()).hasSize(6);
    assertThat(line.heldOut()).hasSize(4);
    assertThat(read(table).correction()).contains(line);
    assertThat(lines).anyMatch(text -> text.startsWith("networks  time = "));

    ProfileSummary.Table again = run(Changed.of(space(contrasted()), profile(6, 4)), false);
    assertThat(again.measured()).isZero();
    assertThat(again.correction()).contains(line);
    assertThat(again.sha256()).isEqualTo(table.sha256());
  }

  /** A space whose dearest candidate takes many times as long as its cheapest. */
  private static LayerwiseDefinition contrasted() {
    return new LayerwiseDefinition(
        "contrasted",
        new ImageShape(32, 32, 3),
        new LayerwiseDefinition.Stem(3, 16, 1),
        List.of(new LayerwiseDefinition.Stage(16, 5, 1)),
        List.of("mb_k3_e1", "mb_k5_e6"),
        true,
        16,
        3);
  }

  @Test
  void tooFewNetworksForALineAreNotTimed() throws IOException {
    LayerwiseDefinition fixed =
        new LayerwiseDefinition(
            "fixed",
            SmallSearch.IMAGE,
            new LayerwiseDefinition.Stem(3, 6, 1),
            List.of(new LayerwiseDefinition.Stage(6, 1, 1)),
            List.of("mb_k3_e1"),
            true,
            12,
            3);

    assertThat(run(Changed.of(space(fixed), profile(20, 30)), false).correction()).isEmpty();
  }

  @Test
  void theDataSetsImagesFitTheSpace() throws IOException {
    Path data = SmallSearch.prepared(directory.resolve("stripes"));
    LayerwiseDefinition other =
        SmallSearch.DEFINITION.resized(new ImageShape(16, 16, 3), 4).withClasses(7);
    Experiment experiment = Changed.of(space(other), SmallSearch.experiment(data, 1).data());
    Space fitted = FittedSpace.of(experiment.space(), SmallSearch.data(directory.resolve("again")));

    assertThat(read(run(experiment, false)).rows().keySet())
        .containsExactlyElementsOf(
            ProfileEntry.of(fitted).stream().map(ProfileEntry::key).toList());
  }

  @Test
  void aDataSetThatIsNotThereYetIsNoHindrance() throws IOException {
    DataSettings missing = SmallSearch.experiment(directory.resolve("none"), 1).data();

    assertThat(run(experiment(missing), false).measured()).isEqualTo(ROWS.size());
    assertThat(lines).anyMatch(line -> line.contains("holds no data set yet"));
  }

  @Test
  void aDamagedTableIsNotOverwritten() throws IOException {
    Path table = path(run(experiment(), false));
    Files.writeString(table, "{ \"format\"");

    assertThatThrownBy(() -> run(experiment(), false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(table.getFileName().toString());
    assertThat(table).hasContent("{ \"format\"");
  }

  @Test
  void theTableOfAnotherDeviceIsNotOverwritten() throws IOException {
    ProfileSummary.Table mine = run(experiment(), false);
    LatencyTable table = read(mine);
    LatencyTable.Builder other =
        LatencyTable.builder(new LatencySetting("another", "r", "fp32", 1, 1));
    table.rows().forEach(other::add);
    byte[] bytes = LatencyTableJson.write(other.build());
    Files.write(path(mine), bytes);

    assertThatThrownBy(() -> run(experiment(), false))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("is the table of another", "profile.tables");
    assertThat(path(mine)).hasBinaryContent(bytes);
  }

  @Test
  void aRuntimeThatAHostCannotOpenIsRefusedBeforeAnythingIsMeasured() {
    ProfileSettings threads =
        new ProfileSettings(
            new RuntimeSettings(RuntimeKind.ENGINE, Dtype.FP32, 1, 2),
            profile(0, 0).protocol(),
            directory.toString(),
            1000,
            0,
            0,
            0);

    assertThatThrownBy(() -> run(experiment(threads), false))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContainingAll("cannot measure", "profile.threads is 2");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void everyHostIsSurveyedOnceAndTimesWholeNetworks() {
    ProfileWorkers workers =
        new ProfileWorkers(SPARK.context(), profile(0, 0), Engine.AUTO, 1, lines::add);
    List<ProfiledDevice> devices = workers.devices();
    assertThat(devices).hasSize(1);
    assertThat(devices.get(0).hosts()).hasSize(1);

    var networks = List.of(ROWS.get(0).network(), ROWS.get(1).network());
    List<Integer> progress = new ArrayList<>();
    var times = workers.measureNetworks(devices.get(0), networks, progress::add);

    assertThat(times).hasSize(2);
    assertThat(times)
        .allSatisfy(
            time ->
                assertThat(new TreeMap<>(time.hostMicros()))
                    .containsOnlyKeys(devices.get(0).hostNames()));
    assertThat(progress).containsExactly(2);
  }

  @Test
  void ofMaskedWidthsAGridIsMeasuredAndTheTableTellsHowFarWhatLiesBetweenIsOff()
      throws IOException {
    ProfileSettings small = profile(6, 3);
    ProfileSettings grid =
        new ProfileSettings(small.runtime(), small.protocol(), small.tables(), 1, 7, 6, 3);
    Experiment experiment = experiment(new SpaceSettings(SmallMasked.WITH_SIDES, false, 4), grid);
    Space space = SmallMasked.WITH_SIDES.space();

    ProfileSummary.Table first = run(experiment, false);

    assertThat(first.rows().interpolated()).isBetween(1, first.rows().needed() - 7);
    assertThat(first.measured()).isLessThan(first.rows().needed());
    LatencyTable table = read(first);
    assertThat(table.grids()).isNotEmpty();
    assertThat(first.error()).isEqualTo(InterpolationError.of(table));
    assertThat(first.error().orElseThrow().rows()).isGreaterThanOrEqualTo(7);
    assertThat(CostTable.latency(space, table.interpolating()).cheapest()).isPositive();
    assertThatThrownBy(() -> CostTable.latency(space, table))
        .hasMessageContaining("cost.interpolate = true");
    assertThat(lines)
        .anyMatch(line -> line.startsWith("small-sides needs ") && line.contains(" grids, 7 of"))
        .anyMatch(line -> line.startsWith("between   " + first.rows().interpolated() + " of "))
        .anyMatch(line -> line.startsWith("held out  interpolated rows are off by "))
        .anyMatch(line -> line.startsWith("9 of 9 whole networks"));

    ProfileSummary.Table again = run(experiment, false);
    assertThat(again.measured()).isZero();
    assertThat(again.sha256()).isEqualTo(first.sha256());
  }
}
