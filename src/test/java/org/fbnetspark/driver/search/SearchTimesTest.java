package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Where the times of a search come from, and what becomes of them. */
class SearchTimesTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  private SearchSummary run(Experiment experiment, boolean resume) throws IOException {
    return new SearchJob(
            SPARK.context(), experiment, SmallSearch.start(runDirectory(), resume), lines::add)
        .run()
        .get(0)
        .summary();
  }

  private Path runDirectory() {
    return directory.resolve("run");
  }

  @Test
  void latenciesAreMeasuredOnceAndKept() throws IOException {
    CostSettings latency = new CostSettings(CostKind.LATENCY, Optional.empty(), false);
    Experiment experiment = Changed.of(SmallSearch.experiment(SPARK.stripes(), 1), latency);
    SearchSummary first = run(experiment, false);
    byte[] table = Files.readAllBytes(runDirectory().resolve("latency-table.json"));

    SearchSummary second = run(experiment, true);

    assertThat(runDirectory().resolve("latency-table.json")).hasBinaryContent(table);
    assertThat(second.predictedLatencyMillis()).isEqualTo(first.predictedLatencyMillis());
    assertThat(second.imagesPerSecond()).isEmpty();
    assertThat(first.measuredLatencyMillis().orElseThrow()).isPositive();
    assertThat(first.finalists()).hasSize(3).allMatch(one -> one.measuredMillis().isPresent());
    assertThat(lines).anyMatch(line -> line.startsWith("measured  "));
    assertThat(second.finalists()).isEqualTo(first.finalists());
  }

  /** A refusal must not leave a run without the times that its checkpoints belong to. */
  @Test
  void refusedResumesLeaveTheTimesOfTheRun() throws IOException {
    CostSettings latency = new CostSettings(CostKind.LATENCY, Optional.empty(), false);
    Experiment experiment = Changed.of(SmallSearch.experiment(SPARK.stripes(), 1), latency);
    run(experiment, false);
    Path own = runDirectory().resolve("latency-table.json");
    byte[] table = Files.readAllBytes(own);
    Path other = phone();
    CostSettings given = new CostSettings(CostKind.LATENCY, Optional.of(other.toString()), false);

    assertThatThrownBy(() -> run(Changed.of(experiment, given), true))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("a run of other costs");
    assertThat(own).hasBinaryContent(table);
    Files.delete(own);
    lines.clear();
    assertThatThrownBy(() -> run(experiment, true))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("latency-table.json is gone");
    assertThat(lines).noneMatch(line -> line.startsWith("timed "));
    assertThat(own).doesNotExist();
    Files.write(own, table);
    run(experiment, true);
  }

  @Test
  void ownTimesOfAnotherSpaceAreRefusedWhereTheyDecideAndElseTakenAgain() throws IOException {
    Experiment macs = SmallSearch.experiment(SPARK.stripes(), 1);
    SearchSummary first = run(macs, false);
    LatencyTable.Builder other = LatencyTable.builder(new LatencySetting("x", "y", "fp32", 1, 1));
    other.add(LatencyKey.OVERHEAD, new LatencyRow(1));
    Path own = runDirectory().resolve("latency-table.json");
    Files.write(own, LatencyTableJson.write(other.build()));

    SearchSummary again = run(macs, true);

    assertThat(again.latencyDevice()).isEqualTo(first.latencyDevice());
    assertThat(LatencyTableJson.read(Files.readAllBytes(own), "own").rows()).hasSizeGreaterThan(3);
    Files.write(own, LatencyTableJson.write(other.build()));
    CostSettings latency = new CostSettings(CostKind.LATENCY, Optional.empty(), false);
    assertThatThrownBy(() -> run(Changed.of(macs, latency), true))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("latency-table.json has the times of another space: it lacks ")
        .hasMessageContainingAll(" rows that small needs, such as ", "choose another --run-dir");
  }

  @Test
  void latenciesOfADeviceThatIsNotHereAreNotMeasured() throws IOException {
    Path table = phone();
    CostSettings latency = new CostSettings(CostKind.LATENCY, Optional.of(table.toString()), false);

    SearchSummary summary =
        run(Changed.of(SmallSearch.experiment(SPARK.stripes(), 1), latency), false);

    assertThat(summary.measuredLatencyMillis()).isEmpty();
    assertThat(summary.notMeasured()).contains("the table is of phone", "but the workers are");
    assertThat(summary.finalists()).allMatch(one -> one.measuredMillis().isEmpty());
    assertThat(runDirectory().resolve("latency-table.json")).hasSameBinaryContentAs(table);
  }

  /** The file of a table of a device that is not here. */
  private Path phone() throws IOException {
    LatencyTable.Builder phone =
        LatencyTable.builder(new LatencySetting("phone", "onnxruntime 1", "fp32", 1, 1));
    double micros = 10;
    for (ProfileEntry entry : ProfileEntry.of(SmallSearch.SPACE)) {
      phone.add(entry.key(), new LatencyRow(micros++));
    }
    Path table = directory.resolve("phone.json");
    Files.write(table, LatencyTableJson.write(phone.build()));
    return table;
  }
}
