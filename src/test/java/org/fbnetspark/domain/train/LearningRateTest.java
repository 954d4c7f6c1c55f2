package org.fbnetspark.domain.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRateTest {

  @Test
  void constantStays() {
    assertThat(new LearningRate.Constant(0.1).at(1_000)).isEqualTo(0.1);
  }

  @Test
  void cosineFallsFromInitialToLast() {
    LearningRate cosine = new LearningRate.Cosine(0.1, 0.01, 90);
    assertThat(cosine.at(0)).isEqualTo(0.1);
    assertThat(cosine.at(45)).isCloseTo(0.055, within(1e-12));
    assertThat(cosine.at(90)).isCloseTo(0.01, within(1e-12));
    assertThat(cosine.at(900)).isEqualTo(cosine.at(90));
  }

  @Test
  void stepDropsAtItsEpochs() {
    LearningRate step = new LearningRate.Step(0.1, 0.1, List.of(90, 180));
    assertThat(step.at(89)).isEqualTo(0.1);
    assertThat(step.at(90)).isCloseTo(0.01, within(1e-12));
    assertThat(step.at(200)).isCloseTo(0.001, within(1e-12));
  }

  @Test
  void warmUpRisesFromATenthToTheWholeSchedule() {
    LearningRate schedule = new LearningRate.Cosine(0.1, 0, 10);
    LearningRate warm = new LearningRate.WarmUp(schedule, 2);
    assertThat(warm.at(0)).isCloseTo(0.01, within(1e-12));
    assertThat(warm.at(1)).isCloseTo(0.55 * schedule.at(1), within(1e-12));
    for (double epoch : new double[] {2, 2.5, 9, 10}) {
      assertThat(warm.at(epoch)).isEqualTo(schedule.at(epoch));
    }
    assertThat(new LearningRate.WarmUp(schedule, 0).at(0)).isEqualTo(0.1);
    assertThatThrownBy(() -> new LearningRate.WarmUp(schedule, -1)).hasMessageContaining("-1");
  }

  @Test
  void ratesMustBePositive() {
    assertThatThrownBy(() -> new LearningRate.Constant(0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new LearningRate.Cosine(0.1, 0.2, 5)).hasMessageContaining("last 0.2");
  }
}
