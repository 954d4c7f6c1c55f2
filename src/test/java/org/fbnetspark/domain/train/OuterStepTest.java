package org.fbnetspark.domain.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.SplittableRandom;
import org.fbnetspark.domain.train.OuterStep.Inner;
import org.junit.jupiter.api.Test;

class OuterStepTest {

  private static final float[] NONE = new float[0];

  private static float[] of(float... values) {
    return values;
  }

  @Test
  void withoutMomentumAndWithRateOneItIsTheMeanToTheBit() {
    SplittableRandom random = new SplittableRandom(1);
    float[] before = new float[1000];
    float[] mean = new float[1000];
    float[] momentum = new float[1000];
    for (int i = 0; i < mean.length; i++) {
      before[i] = (float) random.nextDouble(-1, 1);
      mean[i] = (float) random.nextDouble(-1e-3, 1e-3);
      momentum[i] = (float) random.nextDouble();
    }
    mean[3] = -0f;
    Weights averaged = new Weights(mean, momentum);

    Weights after = OuterStep.NONE.after(Weights.initial(before), averaged, 0.1);

    assertThat(after).isEqualTo(averaged);
    assertThat(after.outer()).isEmpty();
    assertThat(OuterStep.NONE.sent(averaged)).isSameAs(momentum);
  }

  /** SlowMo by hand, beta 0.5, alpha 1, in two rounds with step sizes of 0.25 and 0.5. */
  @Test
  void heavyBallIsSlowMo() {
    OuterStep step = new OuterStep(0.5, false, 1, Inner.ZEROED);
    Weights start = Weights.initial(of(4, -2));

    Weights one = step.after(start, new Weights(of(3, -1), of(9, 9)), 0.25);
    // d = (4 - 3) / 0.25 = 4 and -4; u = d; x = 4 - 0.25 * 4.
    assertThat(one.outer()).containsExactly(4, -4);
    assertThat(one.values()).containsExactly(3, -1);
    assertThat(one.momentum()).containsExactly(0, 0);

    Weights two = step.after(one, new Weights(of(2.5f, -1), of(9, 9)), 0.5);
    // d = 1 and 0; u = 0.5 * 4 + 1 = 3 and -2; x = 3 - 0.5 * 3 and -1 + 0.5 * 2.
    assertThat(two.outer()).containsExactly(3, -2);
    assertThat(two.values()).containsExactly(1.5f, 0);
    assertThat(step.sent(two)).isEmpty();
  }

  @Test
  void nesterovLooksAhead() {
    OuterStep step = new OuterStep(0.5, true, 0.5, Inner.AVERAGED);

    Weights one = step.after(new Weights(of(4), of(1)), new Weights(of(3), of(7)), 0.25);
    // d = 4, u = 4; x = 4 - 0.5 * 0.25 * (0.5 * 4 + 4).
    assertThat(one.outer()).containsExactly(4);
    assertThat(one.values()).containsExactly(3.25f);
    assertThat(one.momentum()).containsExactly(7);

    Weights two = step.after(one, new Weights(of(3), of(7)), 0.25);
    // d = 1, u = 3; x = 3.25 - 0.125 * (1.5 + 1).
    assertThat(two.outer()).containsExactly(3);
    assertThat(two.values()).containsExactly(2.9375f);
  }

  @Test
  void aRateAloneNeedsNoMemory() {
    OuterStep step = new OuterStep(0, false, 0.5, Inner.AVERAGED);
    Weights after = step.after(Weights.initial(of(4)), Weights.initial(of(2)), 0.1);
    assertThat(after.values()[0]).isEqualTo(3, offset(1e-6f));
    assertThat(after.outer()).isEmpty();
  }

  @Test
  void stepsOfSizeZeroHaveNoDirection() {
    OuterStep step = new OuterStep(0.5, false, 1, Inner.AVERAGED);
    Weights before = new Weights(of(4), of(0), of(3));
    assertThat(step.after(before, Weights.initial(of(4)), 0)).isEqualTo(before);
  }

  /** The sum of what one step moves the weights by, now and later, within and without rounds. */
  @Test
  void steadyMomentumKeepsTheSizeOfSteps() {
    double inner = 0.9;
    for (int steps : new int[] {1, 12, 20, 50}) {
      // With momentum that lives on, each step moves the weights by 1 / (1 - m) in the end.
      double whole = 1 / (1 - inner);
      // Zeroed after the round, a step with i more behind it moves them by 1 + m + ... + m^i.
      double within = 0;
      for (int left = 0; left < steps; left++) {
        within += (1 - Math.pow(inner, left + 1)) / (1 - inner) / steps;
      }
      double outer = OuterStep.steadyMomentum(inner, steps);
      assertThat(within / (1 - outer)).as("%s steps", steps).isEqualTo(whole, offset(1e-9));
    }
    assertThat(OuterStep.steadyMomentum(0.9, 20)).isEqualTo(0.395, offset(1e-3));
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new OuterStep(1, false, 1, Inner.AVERAGED))
        .hasMessageContaining("momentum");
    assertThatThrownBy(() -> new OuterStep(0, false, 0, Inner.AVERAGED))
        .hasMessageContaining("learning rate");
    assertThatThrownBy(() -> new Weights(of(1, 2), of(1, 2), of(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Weights(of(1), of(1), NONE)).isNotEqualTo(new Weights(of(1), of(1), of(0)));
  }
}
