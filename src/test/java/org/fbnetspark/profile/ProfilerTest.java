package org.fbnetspark.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.junit.jupiter.api.Test;

class ProfilerTest {

  private static final Protocol PROTOCOL = new Protocol(0.02, 1, 0.1, 0.005, 5, 50, 0.05, 4);

  private final FakeRuntime runtime = new FakeRuntime();
  private final RandomGenerator random = new SeedTree(3).generator();

  private Profiled measure(Network... networks) {
    return measure(PROTOCOL, 1, networks);
  }

  private Profiled measure(Protocol protocol, long seed, Network... networks) {
    return new Profiler(runtime, protocol, new SeedTree(seed), runtime).measure(List.of(networks));
  }

  private double noisy(double micros, double deviation) {
    return micros * Math.exp(deviation * random.nextGaussian());
  }

  @Test
  void medianIsFoundThroughNoiseToTheShareThatIsAskedFor() {
    Profiled profiled =
        measure(
            runtime.network("small", t -> noisy(80, 0.1)),
            runtime.network("large", t -> noisy(3000, 0.1)));

    Measurement small = profiled.measurements().get(0);
    Measurement large = profiled.measurements().get(1);
    assertThat(small.medianMicros()).isCloseTo(80, within(80 * 0.03));
    assertThat(large.medianMicros()).isCloseTo(3000, within(3000 * 0.03));
    assertThat(profiled.measurements())
        .allSatisfy(
            m -> {
              assertThat(m.spread().steady()).isTrue();
              assertThat(m.spread().intervalMicros()).isLessThanOrEqualTo(0.02 * m.medianMicros());
              // A tenth of a normal logarithm lies 1.28 deviations below its middle.
              assertThat(m.spread().p10Micros() / m.medianMicros())
                  .isCloseTo(Math.exp(-0.128), within(0.05));
              assertThat(m.spread().p90Micros() / m.medianMicros())
                  .isCloseTo(Math.exp(0.128), within(0.05));
            });
    assertThat(profiled.discardedPasses()).isZero();
  }

  /** A tenth of the microsecond that is left would be within 2 % of what is timed. */
  @Test
  void theNoiseOfWhatIsLeftWithoutTheCallDecides() {
    runtime.call(9);
    Profiled profiled = measure(runtime.network("tiny", t -> 10 + noisy(0.2, 1)));
    Measurement gross = profiled.measurements().get(0);
    Measurement call = new Measurement(9, new LatencyRow.Spread(9, 9, 0, 9, true));
    assertThat(gross.netOf(call, 0.02).spread().steady()).isTrue();
    assertThat(gross.spread().intervalMicros()).isLessThan(0.02 * 1.3);
  }

  @Test
  void spikesDoNotMoveTheMedian() {
    Profiled profiled =
        measure(
            runtime.network("spiky", t -> random.nextDouble() < 0.06 ? 20_000 : noisy(200, 0.02)));

    assertThat(profiled.measurements().get(0).medianMicros()).isCloseTo(200, within(3.0));
    assertThat(profiled.measurements().get(0).spread().steady()).isTrue();
  }

  @Test
  void shortRunsAreTimedTogether() {
    runtime.control(t -> 20_000);
    runtime.call(20_000);
    Profiled profiled = measure(runtime.network("short", t -> 1));

    Measurement measured = profiled.measurements().get(0);
    assertThat(measured.medianMicros()).isCloseTo(1, within(1e-6));
    long runs = runtime.runs.stream().filter("short"::equals).count();
    // The clock is read once for 50 runs, but for the first window, which does not know yet.
    assertThat(runs).isGreaterThan(20_000);
    assertThat(runtime.reads()).isLessThan(5_000 + (int) runs / 40);
    assertThat(measured.spread().runs()).isLessThan((int) runs / 40);
  }

  @Test
  void longRunsAreTimedOneByOne() {
    Measurement measured = measure(runtime.network("long", t -> 60)).measurements().get(0);

    long runs = runtime.runs.stream().filter("long"::equals).count();
    assertThat(measured.spread().runs()).isBetween(5 * 83, (int) runs);
  }

  @Test
  void whatIsNeverSteadyEndsWithItsTimeAndIsMarked() {
    // Some 180 runs in a second, where 2 % would take thousands.
    Network network = runtime.network("unsteady", t -> random.nextDouble(1_000, 10_000));
    Profiled profiled = measure(network);

    assertThat(profiled.measurements().get(0).spread().steady()).isFalse();
    double twice = 2 * (PROTOCOL.maxSeconds() + PROTOCOL.sliceSeconds() + 0.01);
    double warmUps = 2 * (PROTOCOL.warmUpMaxSeconds() + 0.03);
    double controls = runtime.runs.stream().filter(Profiler.CONTROL.name()::equals).count() * 1e-4;
    double calls = runtime.calls() * 1e-6;
    assertThat(runtime.seconds()).isBetween(2.0, twice + warmUps + controls + calls);
  }

  @Test
  void networksThatGetFasterAreRunWarmFirst() {
    // Compiled after 30 ms of its own.
    double[] own = {0};
    Network network =
        runtime.network(
            "compiled",
            t -> {
              double micros = own[0] < 30_000 ? 1000 - own[0] / 40 : 250;
              own[0] += micros;
              return micros;
            });

    Measurement measured = measure(network).measurements().get(0);

    assertThat(measured.medianMicros()).isEqualTo(250);
    assertThat(measured.spread().p90Micros()).isEqualTo(250);
  }

  @Test
  void passesBesideADriftedControlAreMadeAgain() {
    // For a while the machine is slower by half; both control and network feel it.
    runtime.control(t -> disturbed(t) ? 150 : 100);
    Network network = runtime.network("victim", t -> disturbed(t) ? 300 : 200);

    Profiled profiled = measure(network);

    assertThat(profiled.discardedPasses()).isBetween(1, 3);
    assertThat(profiled.controlDrift()).isLessThanOrEqualTo(0.05);
    Measurement measured = profiled.measurements().get(0);
    assertThat(measured.medianMicros()).isEqualTo(200);
    assertThat(measured.spread().p90Micros()).isEqualTo(200);
  }

  /** After two passes of 10 ms each, behind warm-ups of 10 ms each and a control of 5 ms. */
  private static boolean disturbed(double seconds) {
    return seconds > 0.045 && seconds < 0.057;
  }

  @Test
  void driftWithoutEndIsBoundedAndTold() {
    runtime.control(t -> ((int) (t * 100)) % 2 == 0 ? 100 : 140);

    Profiled profiled = measure(runtime.network("any", t -> noisy(100, 0.01)));

    assertThat(profiled.discardedPasses()).isEqualTo(PROTOCOL.repeats());
    assertThat(profiled.controlDrift()).isBetween(0.1, 0.4);
    assertThat(profiled.measurements().get(0).spread().steady()).isTrue();
  }

  @Test
  void theSeedAloneDecidesTheOrder() {
    List<String> first = order(1);
    assertThat(order(1)).isEqualTo(first);
    assertThat(order(2)).isNotEqualTo(first);
    assertThat(first).hasSize(5 * 6);
    List<List<String>> passes = new ArrayList<>();
    for (int pass = 0; pass < 5; pass++) {
      passes.add(first.subList(6 * pass, 6 * pass + 6));
    }
    assertThat(passes)
        .allSatisfy(
            pass -> assertThat(pass).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5"))
        .doesNotHaveDuplicates();
  }

  /** The networks in the order of their slices. */
  private List<String> order(long seed) {
    FakeRuntime fake = new FakeRuntime();
    List<Network> networks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      networks.add(fake.network(String.valueOf(i), t -> 100));
    }
    Protocol noWarmUp = new Protocol(0.02, 1, 0, 0.005, 5, 50, 0.05, 4);
    new Profiler(fake, noWarmUp, new SeedTree(seed), fake).measure(networks);
    List<String> changes = new ArrayList<>();
    for (String run : fake.runs) {
      if (changes.isEmpty() || !changes.get(changes.size() - 1).equals(run)) {
        changes.add(run);
      }
    }
    // Before the first pass each, with the control, has had one window; neighbours that follow one
    // another across a control are told apart by it.
    return changes.subList(7, changes.size()).stream()
        .filter(name -> !name.equals(Profiler.CONTROL.name()))
        .toList();
  }

  @Test
  void whatWasNotSteadyIsMeasuredOnceMoreAlone() {
    double[] own = {0};
    Network settles =
        runtime.network(
            "settles",
            t -> {
              double micros = own[0] < 1.3e6 ? random.nextDouble(1_000, 10_000) : 1_500;
              own[0] += micros;
              return micros;
            });
    Profiled profiled = measure(runtime.network("calm", t -> 500), settles);

    Measurement measured = profiled.measurements().get(1);
    assertThat(measured.medianMicros()).isEqualTo(1_500);
    assertThat(measured.spread().steady()).isTrue();
    int lastOfCalm = runtime.runs.lastIndexOf("calm");
    assertThat(runtime.runs.subList(0, lastOfCalm).stream().filter("calm"::equals).count())
        .isLessThan(100);
    assertThat(runtime.runs.subList(lastOfCalm, runtime.runs.size())).contains("settles");
  }

  @Test
  void theSecondMeasurementCountsOnlyWhereItIsBetter() {
    double[] own = {0};
    Network worsens =
        runtime.network(
            "worsens",
            t -> {
              double far = own[0] < 1.2e6 ? 14_000 : 100_000;
              double micros = random.nextDouble(10_000, far);
              own[0] += micros;
              return micros;
            });

    Measurement measured = measure(worsens).measurements().get(0);

    assertThat(measured.spread().steady()).isFalse();
    assertThat(measured.spread().p90Micros()).isLessThan(14_000);
  }

  @Test
  void everyNetworkIsClosedWhateverHappens() {
    Network good = runtime.network("good", t -> 100);
    measure(good);
    assertThat(runtime.open).isEmpty();

    Network unknown = new FakeRuntime().network("unknown", t -> 1);
    assertThatThrownBy(() -> measure(good, unknown))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no unknown");
    assertThat(runtime.open).isEmpty();
  }

  @Test
  void nothingToMeasureGivesNothing() {
    assertThat(measure()).isEqualTo(Profiled.NOTHING);
  }

  @Test
  void limitsThatCannotBeKeptAreRefused() {
    assertThatThrownBy(() -> new Protocol(0, 1, 0.1, 0.005, 5, 50, 0.05, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("interval 0.0");
    assertThatThrownBy(() -> new Protocol(0.1, 1, 0.1, 0.005, 0, 50, 0.05, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
