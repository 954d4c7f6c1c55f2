package org.fbnetspark.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScoreDifferenceTest {

  private static ScoreDifference of(float[] own, float[] other) {
    ScoreDifference difference = new ScoreDifference();
    for (int start = 0; start < own.length; start += 2) {
      difference.add(own, other, start, 2);
    }
    return difference;
  }

  @Test
  void tellsTheLargestDifferenceAndItsShareOfTheLargestScore() {
    ScoreDifference difference = of(new float[] {1, -4, 2, 3}, new float[] {1, -4.5f, 2.25f, 3});
    assertThat(difference.examples()).isEqualTo(2);
    assertThat(difference.absolute()).isEqualTo(0.5);
    assertThat(difference.relative()).isEqualTo(0.125);
    assertThat(difference.disagreements()).isZero();
    assertThat(difference.margins()).isEmpty();
  }

  @Test
  void marginsAreOfTheOwnScoresTheLargestFirst() {
    ScoreDifference difference =
        of(new float[] {1, 1.5f, 4, 3, 0, 9}, new float[] {2, 1, 3, 3.5f, 0, 9});
    assertThat(difference.disagreements()).isEqualTo(2);
    assertThat(difference.margins()).containsExactly(1.0, 0.5);
  }

  @Test
  void partsAreAddedUp() {
    float[] own = {1, 1.5f, 4, 3, 0, 9};
    float[] other = {2, 1, 3, 3.5f, 0, 9};
    ScoreDifference parts = of(new float[] {1, 1.5f}, new float[] {2, 1});
    parts.add(of(new float[] {4, 3, 0, 9}, new float[] {3, 3.5f, 0, 9}));
    assertThat(parts).isEqualTo(of(own, other));
  }

  @Test
  void onlySoManyMarginsAreKept() {
    ScoreDifference difference = new ScoreDifference();
    for (int i = 0; i < 2 * ScoreDifference.MOST_MARGINS; i++) {
      difference.add(new float[] {i + 1, 0}, new float[] {0, 1}, 0, 2);
    }
    assertThat(difference.disagreements()).isEqualTo(2L * ScoreDifference.MOST_MARGINS);
    assertThat(difference.margins()).hasSize(ScoreDifference.MOST_MARGINS);
    assertThat(difference.margins().get(0)).isEqualTo(200.0);
  }

  @Test
  void whatIsNoNumberIsNoSmallDifference() {
    ScoreDifference difference = of(new float[] {1, 2}, new float[] {Float.NaN, 2});
    assertThat(difference.relative()).isNaN();
    assertThat(of(new float[] {0, 0}, new float[] {0, 0}).relative()).isEqualTo(0, within(0.0));
  }
}
