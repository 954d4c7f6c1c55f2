package org.fbnetspark.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {

  private static final int SAMPLES = 40;

  private static Trend trend(IntToDoubleFunction value) {
    List<Double> minutes = IntStream.range(0, SAMPLES).mapToObj(i -> (double) i).toList();
    return new Trend(
        "a heap", minutes, IntStream.range(0, SAMPLES).mapToObj(value::applyAsDouble).toList());
  }

  /** A line that grows from 100 by a part of it, with noise to both sides by turns of three. */
  private static Trend trend(double growth, double noise) {
    return trend(i -> 100 * (1 + growth * i / (SAMPLES - 1)) + noise * (i / 3 % 2 == 0 ? 1 : -1));
  }

  @Test
  void whatStaysAndWhatShrinksIsFlat() {
    assertThat(trend(0, 5).flat()).isTrue();
    assertThat(trend(-0.5, 5).flat()).isTrue();
  }

  @Test
  void littleGrowthIsFlatHoweverSure() {
    assertThat(trend(0.03, 0.01).flat()).isTrue();
    assertThat(trend(0.07, 0.01).flat()).isFalse();
  }

  @Test
  void growthWithinNoiseIsFlatUnlessItIsMuch() {
    assertThat(trend(0.07, 20).flat()).isTrue();
    assertThat(trend(0.25, 60).flat()).isFalse();
    assertThat(trend(0.25, 60)).asString().endsWith("-- GROWS");
  }
}
