package org.fbnetspark.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  @Test
  void countsByHand() {
    Evaluation evaluation = new Evaluation(6);
    float[] scores = {0, 1, 2, 3, 4, 5, 5, 5, 0, 0, 0, 0};
    evaluation.add(scores, 0, 5);
    evaluation.add(scores, 0, 1);
    evaluation.add(scores, 0, 0);
    // Of two equal scores the first one counts as the higher.
    evaluation.add(scores, 6, 1);

    assertThat(evaluation.examples()).isEqualTo(4);
    assertThat(evaluation.correct()).isEqualTo(1);
    assertThat(evaluation.amongTop()).isEqualTo(3);
    assertThat(evaluation.confusion().of(1, 5)).isEqualTo(1);
    assertThat(evaluation.confusion().of(1, 0)).isEqualTo(1);
    assertThat(evaluation.confusion().examples(1)).isEqualTo(2);
    assertThat(evaluation.confusion().accuracy(5)).isEqualTo(1);
    assertThat(evaluation.confusion().accuracy(4)).isNaN();
    assertThat(evaluation.confusion().mostlyTakenFor(1)).isZero();
    assertThat(evaluation.confusion().mistaken(5)).isFalse();
    assertThat(evaluation.accuracy()).isEqualTo(0.25);
    assertThat(evaluation.topAccuracy()).isEqualTo(0.75);
  }

  @Test
  void lossAndCalibrationOfTwoClassesByHand() {
    Evaluation evaluation = new Evaluation(2);
    float logit = (float) Math.log(4);
    evaluation.add(new float[] {logit, 0}, 0, 0);
    evaluation.add(new float[] {logit, 0}, 0, 0);
    evaluation.add(new float[] {logit, 0}, 0, 1);

    // Confidence is 0.8 in one bin, of which 2 of 3 are right.
    assertThat(evaluation.calibrationError()).isCloseTo(0.8 - 2.0 / 3, within(1e-7));
    assertThat(evaluation.meanLoss())
        .isCloseTo(-(2 * Math.log(0.8) + Math.log(0.2)) / 3, within(1e-7));
  }

  @Test
  void partsAddUpToTheWhole() {
    Random random = new Random(3);
    Evaluation whole = new Evaluation(7);
    Evaluation first = new Evaluation(7);
    Evaluation second = new Evaluation(7);
    for (int i = 0; i < 200; i++) {
      float[] scores = new float[7];
      for (int c = 0; c < 7; c++) {
        scores[c] = (float) (3 * random.nextGaussian());
      }
      int label = random.nextInt(7);
      whole.add(scores, 0, label);
      (i < 90 ? first : second).add(scores, 0, label);
    }
    first.add(second);

    assertThat(first.correct()).isEqualTo(whole.correct());
    assertThat(first.amongTop()).isEqualTo(whole.amongTop());
    assertThat(first.meanLoss()).isCloseTo(whole.meanLoss(), within(1e-12));
    assertThat(first.calibrationError()).isCloseTo(whole.calibrationError(), within(1e-12));
    assertThatThrownBy(() -> first.add(new Evaluation(2))).hasMessageContaining("7 and 2 classes");
  }
}
