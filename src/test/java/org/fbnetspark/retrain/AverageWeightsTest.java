package org.fbnetspark.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AverageWeightsTest {

  @Test
  void oneStepAfterTheOtherByHand() {
    AverageWeights average = AverageWeights.initial(new float[] {0});
    average = average.plus(new float[] {1}, 1, 0.5);
    // (1 + 0) / (10 + 0)
    assertThat(average.values()[0]).isEqualTo(0.9f, Offset.offset(1e-6f));
    average = average.plus(new float[] {1}, 1, 0.15);
    // (1 + 1) / (10 + 1) is above the decay
    assertThat(average.values()[0]).isEqualTo(0.985f, Offset.offset(1e-6f));
    assertThat(average.steps()).isEqualTo(2);
  }

  @Test
  void roundsOfSeveralStepsCountEveryStep() {
    float[] target = {2, -3};
    AverageWeights single = AverageWeights.initial(new float[] {1, 1});
    for (int i = 0; i < 40; i++) {
      single = single.plus(target, 1, 0.9);
    }
    AverageWeights rounds = AverageWeights.initial(new float[] {1, 1});
    rounds = rounds.plus(target, 15, 0.9).plus(target, 25, 0.9);
    assertThat(rounds.steps()).isEqualTo(single.steps());
    assertThat(rounds.values()).containsExactly(single.values(), Offset.offset(1e-5f));
  }

  @Test
  void withoutDecayTheWeightsThemselves() {
    float[] weights = {5, 7};
    assertThat(AverageWeights.initial(new float[2]).plus(weights, 3, 0).values())
        .isEqualTo(weights);
  }
}
