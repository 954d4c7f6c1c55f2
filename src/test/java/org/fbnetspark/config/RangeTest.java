package org.fbnetspark.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RangeTest {

  @Test
  void boundsAreAllowedOrNotAsNamed() {
    assertThat(Range.atLeast(1).contains(1)).isTrue();
    assertThat(Range.above(0).contains(0)).isFalse();
    assertThat(Range.aboveUpTo(0, 1).contains(1)).isTrue();
    assertThat(Range.between(0, 1).contains(-0.001)).isFalse();
    assertThat(Range.between(0, 1).contains(1.001)).isFalse();
  }

  @Test
  void nothingInfiniteIsAllowed() {
    for (Range range : new Range[] {Range.above(0), Range.atLeast(1), Range.atLeastBelow(0, 1)}) {
      assertThat(range.contains(Double.POSITIVE_INFINITY)).isFalse();
      assertThat(range.contains(Double.NaN)).isFalse();
    }
    assertThat(Range.atLeastBelow(0, 1).contains(Math.nextDown(1.0))).isTrue();
    assertThat(Range.aboveBelow(0, 1).contains(1)).isFalse();
  }

  @Test
  void leastIsAllowed() {
    for (Range range : new Range[] {Range.above(0), Range.atLeast(1), Range.aboveUpTo(0, 1)}) {
      assertThat(range.contains(range.least())).as(range.toString()).isTrue();
    }
  }

  @Test
  void textContinuesASentence() {
    assertThat("a number" + Range.atLeast(1)).isEqualTo("a number of at least 1");
    assertThat("a number" + Range.above(0)).isEqualTo("a number above 0");
    assertThat("a number" + Range.aboveUpTo(0, 1)).isEqualTo("a number above 0 and at most 1");
    assertThat("a number" + Range.between(0, 0.5)).isEqualTo("a number between 0 and 0.5");
    assertThat("a number" + Range.atLeastBelow(0, 1))
        .isEqualTo("a number of at least 0 and below 1");
    assertThat("a number" + Range.aboveBelow(0, 1)).isEqualTo("a number above 0 and below 1");
  }
}
