package org.fbnetspark.driver.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.latency.MissingTimesException;
import org.fbnetspark.format.latency.ProfilePackJson;
import org.fbnetspark.profile.NetworkSampler;
import org.fbnetspark.profile.PackedTimes;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.profile.ProfilePackManifest;
import org.fbnetspark.profile.ProfilePackManifest.PackedRow;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilePackTest {

  private static final Space TINY = SpaceCatalog.named("tiny").space();
  private static final ProfilePack.Setting SETTING = new ProfilePack.Setting("fp32", 1, "images");
  private static final PackedTimes.Place PHONE =
      new PackedTimes.Place("phone", "mine", "tool 2", OptionalInt.empty());
  private static final double OVERHEAD_MICROS = 40;

  @TempDir private Path folder;

  private final ProfilePack packs = new ProfilePack(Storage.standard());
  private final List<ProfilePack.WholeModel> networks = new ArrayList<>();
  private String directory;

  @BeforeEach
  void draw() {
    directory = folder.resolve("pack").toString();
    List<int[]> picks =
        NetworkSampler.sample(TINY, CostTable.macs(TINY), 12, new SeedTree(1).generator());
    for (int i = 0; i < picks.size(); i++) {
      networks.add(
          new ProfilePack.WholeModel(TINY.at(picks.get(i)).named("network " + i), i % 3 == 2));
    }
  }

  @Test
  void thePackHoldsEveryModelAndSaysWhatItIs() throws IOException {
    ProfilePackManifest written = write();
    byte[] manifest = Files.readAllBytes(folder.resolve("pack/manifest.json"));
    assertThat(ProfilePackJson.read(manifest, "manifest.json")).isEqualTo(written);
    assertThat(written.rows()).hasSize(ProfileEntry.of(TINY).size());
    assertThat(written.networks()).hasSize(12).filteredOn(n -> n.heldOut()).hasSize(4);
    assertThat(written.rows().get(0).model().file()).isEqualTo("0001-overhead-1x1x1-1-s1.onnx");
    for (PackedRow row : written.rows()) {
      byte[] model = Files.readAllBytes(folder.resolve("pack").resolve(row.model().file()));
      assertThat(Sha256.of(model)).isEqualTo(row.model().sha256());
      assertThat(row.model().input()).isEqualTo(row.key().input());
    }
    try (var files = Files.list(folder.resolve("pack"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsAll(written.files())
          .hasSize(written.files().size() + 2);
    }
    assertThat(Files.readString(folder.resolve("pack/README.txt")))
        .contains("59 blocks and 12 whole networks, ONNX, fp32, batch 1")
        .contains("inputShape (batch, channels, height, width")
        .contains("0001-overhead-1x1x1-1-s1.onnx")
        .contains("file,latency_us")
        .contains("./submit/profile --unpack RESULTS.csv");
  }

  /** A device whose networks take 1.2 times the sum of what their blocks do, plus 5 us. */
  @Test
  void timesOfADeviceBecomeItsTable() throws IOException {
    ProfilePackManifest pack = write();
    Random random = new Random(3);
    StringBuilder results = new StringBuilder("file,latency_us\n");
    for (int run = 0; run < 9; run++) {
      for (PackedRow row : pack.rows()) {
        double net = row.key().equals(LatencyKey.OVERHEAD) ? 0 : micros(row.key());
        line(results, row.model().file(), OVERHEAD_MICROS + net, random);
      }
      for (int i = 0; i < networks.size(); i++) {
        double sum = OVERHEAD_MICROS;
        for (Block layer : networks.get(i).network().blocks()) {
          sum += micros(LatencyKey.of(layer.op(), layer.placement()));
        }
        line(results, pack.networks().get(i).model().file(), 5 + 1.2 * sum, random);
      }
    }
    LatencyTable table = packs.unpack(path("pack/manifest.json"), save(results), PHONE);
    assertThat(table.setting()).hasToString("phone (tool 2, fp32, batch 1, nchw)");
    assertThat(table.rows()).hasSize(pack.rows().size());
    table
        .rows()
        .forEach(
            (key, row) -> {
              double expected = key.equals(LatencyKey.OVERHEAD) ? OVERHEAD_MICROS : micros(key);
              assertThat(row.medianMicros()).isCloseTo(expected, within(0.5));
              assertThat(row.spread().orElseThrow().runs()).isEqualTo(9);
            });
    assertThat(table.correction().orElseThrow().line().slope()).isCloseTo(1.2, within(0.02));
    assertThat(table.correction().orElseThrow().fitted()).hasSize(8);
    assertThat(table.correction().orElseThrow().heldOut()).hasSize(4);
    assertThat(table.provenance()).containsKeys("pack sha256", "results sha256");
    Network network = networks.get(0).network();
    double whole = CostTable.latency(Space.of(network), table).of();
    double sum = OVERHEAD_MICROS;
    for (Block layer : network.blocks()) {
      sum += micros(LatencyKey.of(layer.op(), layer.placement()));
    }
    assertThat(whole).isCloseTo(5 + 1.2 * sum, within(2.0));
  }

  @Test
  void resultsThatAreNotOfThePackAreRefused() throws IOException {
    ProfilePackManifest pack = write();
    String manifest = path("pack/manifest.json");
    StringBuilder few = new StringBuilder("file,latency_us\n");
    few.append(pack.files().get(0)).append(",1\n");
    String incomplete = save(few);
    assertThatThrownBy(() -> packs.unpack(manifest, incomplete, PHONE))
        .isInstanceOf(MissingTimesException.class)
        .hasMessageContaining("70 of 71 models have no time")
        .hasMessageContaining(pack.files().get(70));
    String other = save(few.append("0002.onnx,1\n"));
    assertThatThrownBy(() -> packs.unpack(manifest, other, PHONE))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("line 3: 0002.onnx is no file of the pack");
  }

  @Test
  void packsThatCannotBeUsedAreNotWritten() throws IOException {
    Files.createDirectories(folder.resolve("full/sub"));
    assertThatThrownBy(
            () -> packs.write(path("full"), SETTING, rows(), networks, ProfilePackTest::model))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("holds something already");
    assertThatThrownBy(
            () ->
                packs.write(
                    directory, SETTING, rows(), networks.subList(0, 2), ProfilePackTest::model))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("needs at least 3 networks");
    assertThatThrownBy(
            () ->
                packs.write(
                    directory, SETTING, rows().subList(0, 9), networks, ProfilePackTest::model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("but the pack has no row");
    assertThat(folder.resolve("pack")).doesNotExist();
  }

  private ProfilePackManifest write() throws IOException {
    return packs.write(directory, SETTING, rows(), networks, ProfilePackTest::model);
  }

  private static List<ProfileEntry> rows() {
    return ProfileEntry.of(TINY);
  }

  private static byte[] model(Network network) {
    return network.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A time that tells one key from another. */
  private static double micros(LatencyKey key) {
    return 10 + Math.floorMod(key.toString().hashCode(), 500);
  }

  private static void line(StringBuilder results, String file, double micros, Random random) {
    results.append(file).append(',').append(micros + 0.2 * random.nextDouble()).append('\n');
  }

  private String save(StringBuilder results) throws IOException {
    Path file = Files.createTempFile(folder, "RESULTS", ".csv");
    Files.writeString(file, results);
    return file.toString();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }
}
