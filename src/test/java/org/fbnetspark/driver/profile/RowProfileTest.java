package org.fbnetspark.driver.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.profile.Measurement;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.profile.Profiled;
import org.fbnetspark.wire.HostFacts;
import org.junit.jupiter.api.Test;

class RowProfileTest {

  private static final List<ProfileEntry> ROWS =
      ProfileEntry.of(SpaceCatalog.named("tiny").space()).subList(0, 40);

  private final List<String> lines = new ArrayList<>();
  private final List<SortedMap<String, List<Network>>> asked = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();

  private static HostFacts host(String name, double load, String governor) {
    return new HostFacts(
        name, name, "CPU", "1", 4, HostFacts.NO_QUOTA, governor, load, "Linux", "6", "17");
  }

  private static DeviceTable table(String device, String... hosts) {
    return new DeviceTable(
        new ProfiledDevice(
            new LatencySetting(device, "runtime", "fp32", 1, 1),
            Arrays.stream(hosts).map(name -> host(name, 0.1, "performance")).toList()),
        false,
        0.02);
  }

  /** Every network takes 100 us on host a, 101 on b and so on; the last host is missing. */
  private SortedMap<String, Profiled> measure(
      String group, SortedMap<String, List<Network>> networks, int job) {
    groups.add(group);
    asked.add(networks);
    SortedMap<String, Profiled> answers = new TreeMap<>();
    networks.forEach(
        (name, list) -> {
          double micros = 100 + name.charAt(0) - 'a';
          Measurement time =
              new Measurement(micros, new LatencyRow.Spread(micros, micros, 0.01, 10, job == 0));
          if (!name.equals("lost")) {
            answers.put(
                name, new Profiled(list.stream().map(network -> time).toList(), 0.01 * job, 1));
          }
        });
    return answers;
  }

  private RowProfile profile() {
    return new RowProfile(this::measure, "run now", "as told", lines::add);
  }

  @Test
  void eachClassMeasuresWhatItsOwnTableLacks() throws IOException {
    DeviceTable empty = table("slow", "a", "b");
    DeviceTable nearly = table("fast", "c");
    profile().measure(List.of(nearly), ROWS.subList(0, 30), 0, t -> {});
    asked.clear();
    groups.clear();
    List<Integer> kept = new ArrayList<>();

    profile().measure(List.of(empty, nearly), ROWS, 0, t -> kept.add(t.rows().size()));

    assertThat(groups)
        .containsExactly("profile chunk 1/3", "profile chunk 2/3", "profile chunk 3/3");
    assertThat(asked.get(0)).containsOnlyKeys("a", "b", "c");
    assertThat(asked.get(0).get("a")).hasSize(16).isEqualTo(asked.get(0).get("b"));
    assertThat(asked.get(0).get("c"))
        .isEqualTo(ROWS.subList(30, 40).stream().map(ProfileEntry::network).toList());
    assertThat(asked.get(1)).containsOnlyKeys("a", "b");
    assertThat(asked.get(2).get("a")).hasSize(8);
    List<LatencyKey> keys = ROWS.stream().map(ProfileEntry::key).toList();
    assertThat(empty.rows().keySet()).containsExactlyElementsOf(keys);
    assertThat(nearly.rows().keySet()).containsExactlyElementsOf(keys);
    assertThat(kept).containsExactly(16, 40, 32, 40);
    assertThat(empty.rows().values())
        .allSatisfy(row -> assertThat(row.hostMicros()).containsOnlyKeys("a", "b"));
  }

  /** Every chunk would write tens of thousands of rows again and again. */
  @Test
  void aLargeTableIsKeptWhenItHasGrownByAFiftieth() throws IOException {
    List<ProfileEntry> many = new ArrayList<>(List.of(ProfileEntry.overhead()));
    for (int channels = 1; channels < 2000; channels++) {
      many.add(ProfileEntry.of(new LatencyKey("conv_k1", new ImageShape(1, 1, channels), 8, 1)));
    }
    List<Integer> kept = new ArrayList<>();

    profile().measure(List.of(table("slow", "a")), many, 0, t -> kept.add(t.rows().size()));

    assertThat(kept.subList(0, 50)).isEqualTo(multiples(16, 50));
    assertThat(kept).hasSizeLessThan(100).endsWith(2000);
    for (int i = 50; i < kept.size(); i++) {
      assertThat(kept.get(i) - kept.get(i - 1)).isBetween(1, 2000 / 50 + 16);
    }
  }

  private static List<Integer> multiples(int of, int count) {
    return IntStream.rangeClosed(1, count).map(i -> of * i).boxed().toList();
  }

  @Test
  void progressAndProvenanceTellTheTrust() throws IOException {
    DeviceTable table = table("slow", "a", "b");
    profile().measure(List.of(table), ROWS, 0, t -> {});

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("chunk 1/3: 16 of 40 rows, 0 of this chunk unsteady");
    assertThat(lines.get(2))
        .startsWith("chunk 3/3: 40 of 40 rows, 8 of this chunk unsteady, control drift 2.0 %");
    // One discarded pass on each of two hosts in each of three chunks.
    assertThat(table.table().provenance())
        .containsEntry(
            "run now", "40 rows, as told, control drift at most 2.00 %, 6 passes discarded");
  }

  @Test
  void whatWasKeptBeforeTheEndIsNotMeasuredAgain() throws IOException {
    DeviceTable table = table("slow", "a");
    assertThatThrownBy(
            () ->
                profile()
                    .measure(
                        List.of(table),
                        ROWS,
                        0,
                        t -> {
                          if (t.rows().size() > 16) {
                            throw new IOException("killed");
                          }
                        }))
        .hasMessage("killed");
    asked.clear();

    profile().measure(List.of(table), ROWS, 0, t -> {});

    assertThat(asked).hasSize(1);
    assertThat(asked.get(0).get("a")).hasSize(40 - 32);
  }

  /** Of a large table hundreds of rows are not written yet. */
  @Test
  void whateverFailsWhatWasMeasuredIsKept() throws IOException {
    DeviceTable table = table("slow", "a");
    List<ProfileEntry> many = new ArrayList<>(List.of(ProfileEntry.overhead()));
    for (int channels = 1; channels < 1600; channels++) {
      many.add(ProfileEntry.of(new LatencyKey("conv_k1", new ImageShape(1, 1, channels), 8, 1)));
    }
    profile().measure(List.of(table), many, 0, t -> {});
    List<Integer> kept = new ArrayList<>();
    List<ProfileEntry> more = new ArrayList<>();
    for (int channels = 2000; channels < 2048; channels++) {
      more.add(ProfileEntry.of(new LatencyKey("conv_k1", new ImageShape(1, 1, channels), 8, 1)));
    }
    RowProfile failing =
        new RowProfile(
            (group, networks, job) -> {
              if (job == 1) {
                throw new IllegalStateException("lost");
              }
              return measure(group, networks, job);
            },
            "run now",
            "as told",
            lines::add);
    IllegalStateException full = new IllegalStateException("full");
    assertThatThrownBy(
            () -> failing.measure(List.of(table), more, 0, t -> kept.add(t.rows().size())))
        .hasMessage("lost")
        .hasNoSuppressedExceptions();
    assertThat(kept).containsExactly(1616);
    assertThatThrownBy(
            () ->
                failing.measure(
                    List.of(table),
                    more,
                    0,
                    t -> {
                      throw full;
                    }))
        .hasMessage("lost")
        .hasSuppressedException(full);
  }

  @Test
  void aClassWithoutMachinesEndsTheProfileWithAdvice() {
    assertThatThrownBy(() -> profile().measure(List.of(table("gone", "lost")), ROWS, 0, t -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("gone", "run the command again");
  }

  @Test
  void aLostMachineLeavesItsRowsToTheOthers() throws IOException {
    DeviceTable table = table("slow", "a", "lost");
    profile().measure(List.of(table), ROWS, 0, t -> {});
    assertThat(table.rows().values())
        .allSatisfy(row -> assertThat(row.hostMicros()).containsOnlyKeys("a"));
  }

  @Test
  void busyAndThrottledHostsAreWarnedOf() {
    assertThat(ProfileWorkers.warnings(host("a", 3.0, HostFacts.UNKNOWN))).isEmpty();
    assertThat(ProfileWorkers.warnings(host("a", 3.1, "performance")))
        .singleElement()
        .asString()
        .contains("a is busy (load 3.10 on 4 CPUs)");
    assertThat(ProfileWorkers.warnings(host("a", -1, "powersave")))
        .singleElement()
        .asString()
        .contains("governor powersave", "cpupower");
  }
}
