package org.fbnetspark.driver.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.profile.Measurement;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.wire.HostFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTableTest {

  private static final List<ProfileEntry> ROWS = ProfileEntry.of(SmallSearch.SPACE).subList(0, 3);
  private static final ProfileEntry OVERHEAD = ROWS.get(0);
  private static final ProfileEntry FIRST = ROWS.get(1);
  private static final ProfileEntry SECOND = ROWS.get(2);

  @TempDir Path directory;

  private static ProfiledDevice device(String... hosts) {
    return new ProfiledDevice(
        new LatencySetting(
            "Some(R) CPU @ 2.6GHz, 8 CPUs, Linux amd64",
            "fbnet-spark onednn 3.11",
            "fp32",
            1,
            OptionalInt.of(1),
            Optional.of("nhwc")),
        Arrays.stream(hosts)
            .map(
                name ->
                    new HostFacts(
                        name, name, "CPU", "1", 8, "none", "performance", 0.1, "p", "k", "17"))
            .toList());
  }

  /** Times of hosts in the order a, b, and so on. */
  private static SortedMap<String, Measurement> times(double... micros) {
    SortedMap<String, Measurement> times = new TreeMap<>();
    for (int i = 0; i < micros.length; i++) {
      double m = micros[i];
      times.put(
          String.valueOf((char) ('a' + i)),
          new Measurement(m, new LatencyRow.Spread(m, m, 0, 10, true)));
    }
    return times;
  }

  private DeviceTable reopened(DeviceTable table, boolean refresh, String... hosts)
      throws IOException {
    Storage storage = Storage.standard();
    String path = directory.resolve("table.json").toString();
    storage.replace(path, LatencyTableJson.write(table.table()));
    return DeviceTable.open(storage, path, device(hosts), refresh, 0.02);
  }

  @Test
  void eachHostsRowsAreNetOfItsOwnCall() {
    DeviceTable table = new DeviceTable(device("a", "b"), false, 0.02);
    table.add(OVERHEAD, times(10, 20));
    table.add(FIRST, times(110, 140));

    LatencyRow row = table.rows().get(FIRST.key());
    assertThat(row.hostMicros()).containsEntry("a", 100.0).containsEntry("b", 120.0);
    assertThat(row.medianMicros()).isEqualTo(110);
    assertThat(table.rows().get(LatencyKey.OVERHEAD).medianMicros()).isEqualTo(15);
    assertThat(table.measured()).isEqualTo(2);
  }

  @Test
  void onlyWhatIsMissingIsWanted() throws IOException {
    DeviceTable table = new DeviceTable(device("a"), false, 0.02);
    assertThat(table.missing(ROWS)).isEqualTo(ROWS);
    table.add(OVERHEAD, times(10));
    table.add(FIRST, times(50));

    assertThat(reopened(table, false, "a").missing(ROWS)).containsExactly(SECOND);
    assertThat(reopened(table, true, "a").missing(ROWS)).isEqualTo(ROWS);
    assertThat(reopened(table, false, "a").missing(ROWS.subList(0, 2))).isEmpty();
  }

  @Test
  void aHostThatIsNewTimesTheCallBeforeItMeasures() throws IOException {
    DeviceTable old = new DeviceTable(device("a"), false, 0.02);
    old.add(OVERHEAD, times(10));
    old.add(FIRST, times(50));
    DeviceTable table = reopened(old, false, "a", "b");

    assertThat(table.missing(ROWS)).containsExactly(OVERHEAD, SECOND);
    assertThat(table.missing(ROWS.subList(0, 2))).isEmpty();

    table.add(OVERHEAD, times(11, 20));
    table.add(SECOND, times(60, 80));
    // Rows of the first host were net of the call as it was then.
    assertThat(table.rows().get(LatencyKey.OVERHEAD).hostMicros())
        .containsEntry("a", 10.0)
        .containsEntry("b", 20.0);
    assertThat(table.rows().get(SECOND.key()).hostMicros())
        .containsEntry("a", 50.0)
        .containsEntry("b", 60.0);
    assertThat(table.rows().get(FIRST.key()).hostMicros()).containsOnlyKeys("a");
  }

  @Test
  void refreshForgetsTheCallAsItWas() throws IOException {
    DeviceTable old = new DeviceTable(device("a", "b"), false, 0.02);
    old.add(OVERHEAD, times(10, 20));
    old.add(FIRST, times(50, 60));
    DeviceTable table = reopened(old, true, "a");

    table.add(OVERHEAD, times(30));
    assertThat(table.rows().get(LatencyKey.OVERHEAD).hostMicros()).containsOnlyKeys("a");
    assertThat(table.rows().get(LatencyKey.OVERHEAD).medianMicros()).isEqualTo(30);
    assertThat(table.rows().get(FIRST.key()).medianMicros()).isEqualTo(40);
  }

  @Test
  void aNewRowEndsTheLineThatWasFittedWithoutIt() throws IOException {
    DeviceTable table = new DeviceTable(device("a"), false, 0.02);
    table.add(OVERHEAD, times(10));
    List<WholeNetwork> networks = List.of(new WholeNetwork(10, 20));
    table.correct(new LatencyCorrection(RisingLine.IDENTITY, 1, 0.1, 1, networks, networks));
    assertThat(reopened(table, false, "a").correction()).isPresent();
    table.add(FIRST, times(50));
    assertThat(table.correction()).isEmpty();
  }

  @Test
  void aHostThatHasNotTimedTheCallDoesNotCount() {
    DeviceTable table = new DeviceTable(device("a", "b"), false, 0.02);
    table.add(OVERHEAD, times(10));
    table.add(FIRST, times(50, 60));
    assertThat(table.rows().get(FIRST.key()).hostMicros()).containsOnlyKeys("a");

    SortedMap<String, Measurement> other = times(50, 60);
    other.remove("a");
    assertThatThrownBy(() -> table.add(SECOND, other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(SECOND.key().toString(), "run the command again");
  }

  @Test
  void theProvenanceNamesTheHostsThatMeasured() {
    DeviceTable table = new DeviceTable(device("a", "b"), false, 0.02);
    table.add(OVERHEAD, times(10, 12));
    table.provenance("run now", "1 row");
    assertThat(table.table().provenance())
        .containsOnlyKeys("host a", "host b", "run now")
        .containsEntry("run now", "1 row");
  }

  @Test
  void theFileIsNamedAfterTheSetting() {
    assertThat(DeviceTable.fileName(device("a").setting()))
        .isEqualTo("some-r-cpu-2.6ghz-8-cpus-linux-amd64_fbnet-spark-onednn-3.11_fp32_b1_t1.json");
  }
}
