package org.fbnetspark.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.random.SeedTree;
import org.junit.jupiter.api.Test;

class LineFitTest {

  private final RandomGenerator random = new SeedTree(4).generator();

  private List<WholeNetwork> networks(int count, double noise, DoubleUnaryOperator time) {
    List<WholeNetwork> networks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double sum = 100 + 900 * (i + random.nextDouble()) / count;
      networks.add(
          new WholeNetwork(sum, time.applyAsDouble(sum) * Math.exp(noise * random.nextGaussian())));
    }
    return networks;
  }

  private static double error(List<WholeNetwork> networks, RisingLine line) {
    return networks.stream().mapToDouble(n -> LineFit.error(n, line)).average().orElseThrow();
  }

  @Test
  void aBendIsFoundWhereItIs() {
    RisingLine truth = new RisingLine(20, 0.8, 400, 1.6);
    RisingLine line = LineFit.best(networks(40, 0.005, truth::at)).orElseThrow();
    assertThat(line.bent()).isTrue();
    assertThat(line.bend()).isCloseTo(400, within(60.0));
    assertThat(line.slope()).isCloseTo(0.8, within(0.05));
    assertThat(line.slopeBeyond()).isCloseTo(1.6, within(0.05));
    assertThat(error(networks(200, 0, truth::at), line)).isLessThan(0.005);
  }

  /** A curve is nearer to two pieces than to one, for networks that neither has seen. */
  @Test
  void twoPiecesFollowACurveBetter() {
    DoubleUnaryOperator curve = sum -> sum + sum * sum / 900;
    List<WholeNetwork> seen = networks(40, 0.02, curve);
    List<WholeNetwork> unseen = networks(200, 0.02, curve);
    RisingLine best = LineFit.best(seen).orElseThrow();
    assertThat(best.bent()).isTrue();
    assertThat(error(unseen, best))
        .isLessThan(0.6 * error(unseen, LineFit.straight(seen).orElseThrow()));
  }

  /** Cross-validation may choose a bend by chance, but never one that costs much. */
  @Test
  void noiseAloneBendsLittle() {
    int bent = 0;
    for (int run = 0; run < 50; run++) {
      List<WholeNetwork> seen = networks(40, 0.03, sum -> 5 + sum);
      RisingLine best = LineFit.best(seen).orElseThrow();
      bent += best.bent() ? 1 : 0;
      assertThat(error(networks(200, 0, sum -> 5 + sum), best)).isLessThan(0.03);
    }
    assertThat(bent).isLessThan(25);
  }

  /** Small networks that are quicker than their sum says give no time below 0 to smaller ones. */
  @Test
  void noLineIsBelowNothingAtNothing() {
    DoubleUnaryOperator[] times = {sum -> 1.5 * sum - 90, sum -> sum * sum / 900};
    for (DoubleUnaryOperator time : times) {
      List<WholeNetwork> seen = networks(40, 0.02, time);
      RisingLine straight = LineFit.straight(seen).orElseThrow();
      assertThat(straight.intercept()).isZero();
      for (double slope : new double[] {0.99, 1.01}) {
        RisingLine other = RisingLine.straight(0, slope * straight.slope());
        assertThat(LineFit.squares(seen, straight)).isLessThan(LineFit.squares(seen, other));
      }
      RisingLine best = LineFit.best(seen).orElseThrow();
      assertThat(best.intercept()).isNotNegative();
      assertThat(error(networks(200, 0, time), best)).isLessThan(error(seen, straight));
    }
  }

  @Test
  void tooFewNetworksGetAStraightLine() {
    RisingLine truth = new RisingLine(20, 0.5, 400, 2);
    List<WholeNetwork> few = networks(8, 0, truth::at);
    assertThat(LineFit.bent(few)).isEmpty();
    assertThat(LineFit.best(few).orElseThrow().bent()).isFalse();
    assertThat(LineFit.best(networks(20, 0.01, sum -> 1e4 / sum))).isEmpty();
  }
}
