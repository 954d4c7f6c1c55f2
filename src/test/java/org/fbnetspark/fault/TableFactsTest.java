package org.fbnetspark.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;

/** What tables of two measurements have in common tells all that a fault could do to one. */
class TableFactsTest {

  private static final LatencyKey CONV = new LatencyKey("mb_k3_e6", new ImageShape(8, 8, 8), 16, 2);
  private static final LatencyKey SKIP = new LatencyKey("skip", new ImageShape(8, 8, 8), 8, 1);
  private static final List<LatencyKey> KEYS = List.of(LatencyKey.OVERHEAD, CONV, SKIP);
  private static final String FACTS =
      "model, 2 CPUs, quota none, governor unknown, load %s, Linux, Java 17";

  private static LatencyTable.Builder table(String device, double load) {
    return LatencyTable.builder(
            new LatencySetting(device, "engine 1", "fp32", 1, OptionalInt.of(1)))
        .provenance("host here", FACTS.replace("%s", String.valueOf(load)));
  }

  private static LatencyTable.Builder rows(
      LatencyTable.Builder table, List<LatencyKey> keys, String host, double micros) {
    for (LatencyKey key : keys) {
      LatencyRow.Spread spread = new LatencyRow.Spread(micros, micros, 0.5, 40, true);
      table.add(key, LatencyRow.of(host, micros, spread));
    }
    return table;
  }

  private static LatencyTable.Builder calm() {
    return rows(table("machine", 0.5), KEYS, "here", 3).provenance("run 1", run(3, "seed 11"));
  }

  private static String run(int rows, String settings) {
    return rows + " rows, " + settings + ", control drift at most 1.00 %, 0 passes discarded";
  }

  private static LatencyCorrection line(int fitted) {
    return new LatencyCorrection(
        RisingLine.straight(1, 2),
        1,
        0,
        1,
        Collections.nCopies(fitted, new WholeNetwork(1, 3)),
        Collections.nCopies(Work.HELD_OUT_NETWORKS, new WholeNetwork(1, 3)));
  }

  private static List<String> facts(LatencyTable.Builder table) {
    return TableFacts.of(table.build());
  }

  @Test
  void timesLoadsAndRunsMayDiffer() {
    LatencyTable.Builder again =
        rows(table("machine", 7), KEYS, "here", 99)
            .provenance("run 2", run(2, "seed 11"))
            .provenance("run 3", run(1, "seed 11"))
            .correction(line(Work.FITTED_NETWORKS));
    assertThat(facts(again)).isEqualTo(facts(calm()));
  }

  @Test
  void rowsTheirOrderHostsAndTheDeviceMayNot() {
    List<LatencyKey> turned = new ArrayList<>(KEYS);
    Collections.reverse(turned);
    assertThat(
            List.of(
                rows(table("machine", 1), turned, "here", 3),
                rows(table("machine", 1), KEYS.subList(0, 2), "here", 3),
                rows(table("machine", 1), KEYS, "there", 3),
                rows(table("another", 1), KEYS, "here", 3)))
        .allSatisfy(
            other ->
                assertThat(facts(other.provenance("run 1", run(3, "seed 11"))))
                    .isNotEqualTo(facts(calm())));
    assertThat(facts(calm().provenance("run 2", run(1, "seed 12")))).isNotEqualTo(facts(calm()));
    assertThat(facts(calm().correction(line(Work.FITTED_NETWORKS - 1))))
        .isNotEqualTo(facts(calm()));
  }

  @Test
  void aCallOfTheRuntimeTakesTime() {
    assertThat(facts(rows(table("machine", 1), KEYS, "here", 0)))
        .filteredOn(fact -> fact.contains("cannot be"))
        .singleElement()
        .asString()
        .startsWith(LatencyKey.OVERHEAD.toString());
  }
}
