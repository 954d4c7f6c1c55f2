package org.fbnetspark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Queues whose ends are known. */
class RoundSimulationTest {

  private static final Machine.Link NO_NETWORK = new Machine.Link(Double.POSITIVE_INFINITY, 0);
  private static final int WEIGHTS = 1 << 20;
  private static final long BYTES = 2L * Float.BYTES * WEIGHTS;

  /** 10 steps of a second. */
  private static RoundCosts costs(double spread, double launch, long piece) {
    return new RoundCosts(
        BYTES, WEIGHTS, 10, 4, 1, spread, 0.5, launch, 0, 0.25, 0.125, 0.0625, 0.03125, 0.75,
        piece);
  }

  private static double seconds(RoundCosts costs, int executors, int shards, Machine.Link link) {
    return RoundSimulation.of(costs, executors, shards, link, 1).seconds();
  }

  @Test
  void whatIsToldForOneTimeHappensInThatOrder() {
    EventQueue events = new EventQueue();
    List<String> happened = new ArrayList<>();
    events.at(2, () -> happened.add("late"));
    events.at(
        1,
        () -> {
          happened.add("first");
          events.at(1, () -> happened.add("third"));
        });
    events.at(1, () -> happened.add("second"));
    assertThat(events.run()).isEqualTo(2);
    assertThat(happened).containsExactly("first", "second", "third", "late");
    assertThatThrownBy(() -> events.at(1, () -> {})).hasMessageContaining("over");
  }

  @Test
  void aThreadAndTheWaysOfAMachineDoOneThingAfterTheOther() {
    Machine.Link link = new Machine.Link(10, 0.5);
    Machine one = new Machine();
    Machine two = new Machine();
    Machine three = new Machine();
    assertThat(one.works(0, 2)).isEqualTo(2);
    assertThat(one.works(1, 2)).isEqualTo(4);
    assertThat(one.works(9, 2)).isEqualTo(11);
    assertThat(one.sends(one, 3, 1000, link)).isEqualTo(3);
    // Leaves at 0.5, 20 bytes for 2 seconds.
    assertThat(one.sends(two, 0, 20, link)).isEqualTo(2.5);
    // The way out is taken until 2.5.
    assertThat(one.sends(three, 0, 10, link)).isEqualTo(3.5);
    // The way in is taken until 2.5; what waits before it does not hold up the way out.
    assertThat(three.sends(two, 0, 10, link)).isEqualTo(3.5);
    assertThat(three.sends(one, 0, 10, link)).isEqualTo(2.5);
  }

  @Test
  void oneExecutorDoesOneThingAfterTheOther() {
    RoundCosts costs = costs(0, 0.01, 1 << 20);
    int slices = costs.slices(3, 1);
    double shard = 0.01 + 0.125 + 10 + 0.0625;
    double expected = 0.5 + 3 * shard + 0.25 + slices * 0.01 + 3 * 0.03125 + 0.75;
    assertThat(seconds(costs, 1, 3, NO_NETWORK)).isEqualTo(expected, offset(1e-9));
  }

  /** Where the driver alone takes time, tasks start one after the other. */
  @Test
  void theDriverLaunchesOneTaskAfterTheOther() {
    RoundCosts launches = new RoundCosts(BYTES, WEIGHTS, 1, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, BYTES);
    int slices = launches.slices(7, 7);
    assertThat(seconds(launches, 7, 7, NO_NETWORK)).isEqualTo(2.0 * (7 + slices), offset(1e-9));
  }

  /** Latencies pass side by side: each of as many executors waits for that of its own tasks. */
  @Test
  void executorsWaitForTheirTasksSideBySide() {
    RoundCosts waits = new RoundCosts(BYTES, WEIGHTS, 1, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, BYTES);
    int each = waits.slices(8, 4) / 4;
    assertThat(seconds(waits, 4, 8, NO_NETWORK)).isEqualTo(2.0 * (2 + each), offset(1e-9));
  }

  @Test
  void executorsWithoutANetworkDivideTheWork() {
    RoundCosts costs = costs(0, 0, 1 << 20);
    double fixed = 0.5 + 0.25 + 0.75;
    for (int executors : new int[] {1, 2, 4, 8}) {
      double divided = 8 * (0.125 + 10 + 0.0625 + 0.03125) / executors;
      assertThat(seconds(costs, executors, 8, NO_NETWORK))
          .as("%s executors", executors)
          .isEqualTo(fixed + divided, offset(1e-9));
    }
  }

  /** Whole models of one piece double those who have it; the driver alone would take N of them. */
  @Test
  void aBroadcastIsPassedOn() {
    RoundCosts broadcast =
        new RoundCosts(BYTES, WEIGHTS, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64 << 10);
    double model = 1;
    Machine.Link link = new Machine.Link(BYTES / model, 0);
    double one = seconds(broadcast, 1, 1, link);
    double many = seconds(broadcast, 64, 64, link);
    // In to each executor, then its mean back to the driver.
    assertThat(one).isEqualTo(2 * model, offset(1e-9));
    // And the slices of all others in between; no way can be faster than that.
    assertThat(many).isGreaterThan(2.9 * model).isLessThan(12 * model);
  }

  /** A way carries (E - 1) / E of a model in each direction, however it is cut. */
  @Test
  void slicesTakeTheNetworkAsLongAsTheirBytesDo() {
    RoundCosts costs = new RoundCosts(BYTES, WEIGHTS, 1, 1, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, BYTES);
    Machine.Link link = new Machine.Link(BYTES, 0);
    // Broadcast: one of both waits for the other or gets it from it, 2; slices 1/2; means 1.
    assertThat(seconds(costs, 2, 2, link)).isEqualTo(1000 + 2 + 0.5 + 1, offset(0.51));
  }

  @Test
  void theSlowestOfManyIsWaitedFor() {
    RoundCosts costs = costs(0.1, 0, 1 << 20);
    double few = RoundSimulation.of(costs, 1, 1, NO_NETWORK, 3).compute();
    double sum = 0;
    for (int seed = 0; seed < 50; seed++) {
      sum += RoundSimulation.of(costs, 100, 100, NO_NETWORK, seed).compute();
    }
    assertThat(few).isBetween(6.0, 14.0);
    // The largest of 100 normal numbers is 2.5 deviations above their mean.
    assertThat(sum / 50).isCloseTo(12.5, withPercentage(2));
  }

  @Test
  void aSeedGivesTheSameRound() {
    Machine.Link link = new Machine.Link(1e8, 1e-4);
    RoundCosts costs = costs(0.1, 0.001, 1 << 18);
    assertThat(RoundSimulation.of(costs, 16, 32, link, 5))
        .isEqualTo(RoundSimulation.of(costs, 16, 32, link, 5))
        .isNotEqualTo(RoundSimulation.of(costs, 16, 32, link, 6));
  }

  /** The parts are found again in the rounds that they make. */
  @Test
  void costsComeOutOfFiguresAsTheyWentIn() {
    RoundCosts costs = costs(0, 0.01, 4L << 20);
    int shards = 4;
    int tasks = shards + costs.slices(shards, 1);
    double busy = shards * (10 + 0.125 + 0.0625 + 0.03125) + 0.25;
    double seconds = seconds(costs, 1, shards, NO_NETWORK);
    RoundFigures round =
        new RoundFigures(
            1,
            seconds,
            shards * 40L,
            tasks,
            40,
            40,
            0.25,
            shards * 0.125,
            shards * 0.0625,
            0,
            shards * 0.03125,
            seconds - busy,
            0,
            0.5,
            0.75,
            BYTES,
            0,
            shards * BYTES,
            BYTES);
    ClusterFigures cluster =
        new ClusterFigures(
            1,
            shards,
            10,
            4,
            WEIGHTS,
            List.of(),
            List.of(round, round),
            "",
            0,
            0,
            Map.of(),
            Map.of(),
            Map.of(),
            List.of());
    RoundCosts found = RoundCosts.of(cluster, 0.004);
    assertThat(found.launch()).isEqualTo(0.004, offset(1e-9));
    assertThat(found.pieceBytes()).as("as rounds broadcast").isEqualTo(16 << 20);
    assertThat(found.latency()).isEqualTo(0.006, offset(1e-9));
    assertThat(seconds(found, 1, shards, NO_NETWORK)).isEqualTo(seconds, offset(1e-9));
    assertThat(RoundFigures.overhead(List.of(round))).isEqualTo(1 - 40 / seconds, offset(1e-9));
  }
}
