package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.driver.profile.NetworkTimer;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.search.Target;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.Layers;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tries against a machine that is made up: what a network takes follows from what is predicted. */
class TargetTriesTest {

  private static final Space SPACE = SampleRun.SPACE;
  private static final LatencyTable TABLE = table();
  private static final CostTable COSTS = CostTable.latency(SPACE, TABLE);
  private static final double MIDDLE = (COSTS.cheapest() + COSTS.dearest()) / 2;
  private static final Target TARGET = new Target(MIDDLE, 0.03);
  private static final int NUMBER = 5;

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();
  private int timings;

  /** A machine that takes longer than predicted by a function of the prediction. */
  private NetworkTimes times(DoubleUnaryOperator micros) throws IOException {
    return times(
        (networks, table) ->
            new NetworkTimer.Times(
                networks.stream().map(one -> micros.applyAsDouble(predicted(one)) / 1000).toList(),
                ""));
  }

  private NetworkTimes times(NetworkTimes.Timer timer) throws IOException {
    RunDirectory run = new RunDirectory(Storage.standard(), directory.toUri().toString());
    return new NetworkTimes(
        run,
        SPACE,
        (networks, table) -> {
          timings++;
          return timer.time(networks, table);
        });
  }

  /** A microsecond for every thousand multiply-accumulates, and one for every op. */
  private static LatencyTable table() {
    LatencyTable.Builder table =
        LatencyTable.builder(new LatencySetting("a device", "onnxruntime 1", "fp32", 1, 1));
    Set<LatencyKey> keys = new HashSet<>();
    for (ChainLayer layer : Layers.of(SPACE)) {
      for (Op op : layer.candidates()) {
        LatencyKey key = LatencyKey.of(op, layer.placement());
        if (keys.add(key)) {
          table.add(key, new LatencyRow(1 + op.macs(layer.placement()) / 1000.0));
        }
      }
    }
    return table.build();
  }

  private static double predicted(Network network) {
    return CostTable.latency(Space.of(network), TABLE).fixed();
  }

  private TargetTries tries(Optional<Target> target, NetworkTimes times) {
    Optional<LatencySetting> setting = Optional.of(TABLE.setting());
    return new TargetTries(target, 4, times, setting, COSTS, lines::add);
  }

  private BandDrawing drawing(Theta theta, int probable, List<int[]> excluded) {
    TargetBand band = new TargetBand(COSTS, Optional.of(TARGET), List.of());
    return new BandDrawing(
        band, theta, NUMBER, probable, excluded, new SeedTree(3), line -> lines.add(line));
  }

  private BandDrawing probable() {
    return drawing(theta(), NUMBER, List.of());
  }

  private static Theta theta() {
    Random random = new Random(5);
    double[][] logits = new double[SPACE.choices().size()][];
    for (int choice = 0; choice < logits.length; choice++) {
      logits[choice] = random.doubles(SPACE.choices().get(choice).candidates().size()).toArray();
    }
    return Theta.of(logits);
  }

  private static List<List<String>> codes(List<int[]> networks) {
    return networks.stream().map(SPACE::picked).toList();
  }

  private static List<List<String>> all(TargetTries.Tried tried) {
    return tried.attempts().stream().flatMap(one -> codes(one.networks()).stream()).toList();
  }

  @Test
  void aTableThatIsRightNeedsOneTryAndTheMostProbableIsTaken() throws IOException {
    TargetTries.Tried tried = tries(Optional.of(TARGET), times(m -> m)).run(probable(), 1);

    assertThat(tried.attempts()).hasSize(1);
    assertThat(codes(tried.best()))
        .isEqualTo(
            codes(
                new TargetBand(COSTS, Optional.of(TARGET), List.of())
                    .under(theta(), 1, lines::add)
                    .mostProbable(NUMBER)));
    assertThat(timings).isEqualTo(3);
  }

  @Test
  void aTableThatErrsIsCorrectedByTheRatioThatWasSeen() throws IOException {
    for (double ratio : new double[] {0.85, 1.12}) {
      NetworkTimes times = times(micros -> ratio * micros);
      TargetTries.Tried tried = tries(Optional.of(TARGET), times).run(probable(), NUMBER);

      assertThat(tried.attempts()).hasSize(2);
      assertThat(tried.attempts().get(1).latencyFactor()).isCloseTo(1 / ratio, within(1e-9));
      assertThat(tried.best())
          .hasSize(NUMBER)
          .allMatch(picks -> TARGET.metBy(ratio * COSTS.of(picks)))
          .isSortedAccordingTo(
              (a, b) -> Double.compare(theta().logProbability(b), theta().logProbability(a)));
      assertThat(all(tried)).doesNotHaveDuplicates();
      assertThat(lines)
          .anyMatch(
              line ->
                  line.startsWith("try 1 of 4: 5 architectures predicted")
                      && line.contains(String.format(Locale.ROOT, "%.3f of it", ratio)));
      Storage.standard().delete(directory.resolve("finalists").toString());
    }
  }

  /** Times that bend, as where weights outgrow a cache. */
  @Test
  void timesThatAreNoMultipleOfThePredictionAreFoundToo() throws IOException {
    DoubleUnaryOperator bent = micros -> micros + 1.0 * Math.max(0, micros - 0.85 * MIDDLE);
    TargetTries.Tried tried = tries(Optional.of(TARGET), times(bent)).run(probable(), 1);

    assertThat(tried.attempts()).hasSizeBetween(2, 4);
    assertThat(TARGET.metBy(bent.applyAsDouble(COSTS.of(tried.best().get(0))))).isTrue();
  }

  @Test
  void whereNoTryGetsThereTheNearestOfAllIsTakenAndFirst() throws IOException {
    // Nothing takes between 0.93 and 1.07 of the target.
    DoubleUnaryOperator hole = micros -> micros < MIDDLE ? 0.93 * micros : 1.07 * micros + 0.1;
    NetworkTimes times = times(hole);
    TargetTries.Tried tried = tries(Optional.of(TARGET), times).run(probable(), 1);

    assertThat(tried.attempts()).hasSize(4);
    assertThat(all(tried)).hasSize(4 * NUMBER).doesNotHaveDuplicates();
    double nearest =
        tried.attempts().stream()
            .flatMap(one -> one.networks().stream())
            .mapToDouble(picks -> TARGET.off(hole.applyAsDouble(COSTS.of(picks))))
            .min()
            .orElseThrow();
    assertThat(nearest).isPositive();
    assertThat(TARGET.off(1000 * times.millis(tried.best().get(0)).orElseThrow()))
        .isCloseTo(nearest, within(1e-9));
    assertThat(tried.best())
        .allMatch(picks -> TARGET.off(1000 * times.millis(picks).orElseThrow()) <= nearest + 0.03);
  }

  @Test
  void busyMomentsNeitherPassANetworkNorLeadAstray() throws IOException {
    // All take 10 % less than predicted, but twice as long in the first four jobs.
    NetworkTimes times =
        times(
            (networks, table) -> {
              double factor = timings > 4 ? 0.9 : 1.8;
              return new NetworkTimer.Times(
                  networks.stream().map(one -> factor * predicted(one) / 1000).toList(), "");
            });
    TargetTries.Tried tried = tries(Optional.of(TARGET), times).run(probable(), 1);

    assertThat(lines).noneMatch(line -> line.startsWith("warning"));
    assertThat(tried.attempts()).hasSize(2);
    assertThat(tried.best()).allMatch(picks -> TARGET.metBy(0.9 * COSTS.of(picks)));
  }

  @Test
  void aSearchThatWasKilledGoesOnByTheTimesThatItHad() throws IOException {
    Random noise = new Random(7);
    NetworkTimes.Timer noisy =
        (networks, table) ->
            new NetworkTimer.Times(
                networks.stream()
                    .map(one -> predicted(one) * 1.1 * (1 + 0.03 * noise.nextGaussian()) / 1000)
                    .toList(),
                "");
    TargetTries.Tried whole = tries(Optional.of(TARGET), times(noisy)).run(probable(), NUMBER);
    int needed = timings;
    TargetTries.Tried resumed = tries(Optional.of(TARGET), times(noisy)).run(probable(), NUMBER);

    assertThat(whole.attempts()).hasSizeGreaterThan(1);
    assertThat(timings).isEqualTo(needed);
    assertThat(all(resumed)).isEqualTo(all(whole));
    assertThat(codes(resumed.best())).isEqualTo(codes(whole.best()));
  }

  @Test
  void timesFarFromAllPredictionsAreWarnedOf() throws IOException {
    tries(Optional.of(TARGET), times(micros -> 1.4 * micros)).run(probable(), 1);

    assertThat(lines)
        .anyMatch(line -> line.startsWith("warning: the machine is another than when"));
  }

  @Test
  void whatCannotBeTimedIsToldAndTakenAsPredicted() throws IOException {
    NetworkTimes times = times((networks, table) -> NetworkTimer.Times.none("the phone is away"));
    TargetTries.Tried tried = tries(Optional.of(TARGET), times).run(probable(), 1);

    assertThat(tried.notMeasured()).isEqualTo("the phone is away");
    assertThat(tried.attempts()).isEmpty();
    assertThat(tried.best()).hasSize(NUMBER);
  }

  @Test
  void withoutATargetAllAreTimedAndTaken() throws IOException {
    NetworkTimes times = times(micros -> 2 * micros);
    TargetTries.Tried tried = tries(Optional.empty(), times).run(probable(), 1);

    assertThat(tried.best()).hasSize(NUMBER);
    assertThat(tried.attempts()).isEmpty();
    assertThat(timings).isEqualTo(3);
  }

  /**
   * In the band a uniform theta takes all alike, so that the mean over draws is that of the band.
   */
  @Test
  void baselinesAreDrawnAlikeFromTheBandAndAreNoFinalists() throws IOException {
    List<int[]> finalists = probable().around(1, List.of());
    BandDrawing drawing = drawing(Theta.uniform(SPACE), 0, finalists);
    List<int[]> drawn = new ArrayList<>();
    while (drawn.size() < 400) {
      drawn.addAll(drawing.around(1, drawn));
    }

    assertThat(codes(drawn)).doesNotHaveDuplicates().doesNotContainAnyElementsOf(codes(finalists));
    assertThat(drawn).allMatch(picks -> TARGET.metBy(COSTS.of(picks)));
    double[] shares = new double[2];
    for (int[] picks : drawn) {
      shares[0] += Arrays.stream(picks).filter(pick -> pick == 8).count() / 6.0 / drawn.size();
      shares[1] += Arrays.stream(picks).filter(pick -> pick == 0).count() / 6.0 / drawn.size();
    }
    // By counting all 531,441 architectures.
    double[] counted = shares();
    assertThat(shares[0]).isCloseTo(counted[0], within(0.03));
    assertThat(shares[1]).isCloseTo(counted[1], within(0.03));
  }

  private static double[] shares() {
    long inside = 0;
    long[] counts = new long[2];
    int[] picks = new int[6];
    for (int code = 0; code < 531_441; code++) {
      for (int choice = 0, left = code; choice < 6; choice++, left /= 9) {
        picks[choice] = left % 9;
      }
      if (TARGET.metBy(COSTS.of(picks))) {
        inside++;
        counts[0] += Arrays.stream(picks).filter(pick -> pick == 8).count();
        counts[1] += Arrays.stream(picks).filter(pick -> pick == 0).count();
      }
    }
    return new double[] {counts[0] / 6.0 / inside, counts[1] / 6.0 / inside};
  }
}
