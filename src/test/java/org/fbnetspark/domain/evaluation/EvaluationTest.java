package org.fbnetspark.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
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

  @Test
  void onlyPairsThatOccurTakeRoom() throws IOException {
    Confusion few = new Confusion(50_000);
    few.add(49_999, 0, 3);
    few.add(0, 49_999, 2);
    few.add(7, 7, 0);
    Confusion none = new Confusion(50_000);

    assertThat(few.examples()).isEqualTo(5);
    assertThat(few.examples(49_999)).isEqualTo(3);
    assertThat(few.examples(0)).isEqualTo(2);
    assertThat(few.mostlyTakenFor(0)).isEqualTo(49_999);
    assertThat(few.of(7, 7)).isZero();
    none.add(few);
    assertThat(none).isEqualTo(few);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(few);
    assertThat(bytes.size()).isLessThan(500);
    assertThatThrownBy(() -> few.add(50_000, 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> few.of(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
