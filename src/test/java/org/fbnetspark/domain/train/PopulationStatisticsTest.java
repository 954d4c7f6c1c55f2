package org.fbnetspark.domain.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.data.Offset;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.Space;
import org.junit.jupiter.api.Test;

class PopulationStatisticsTest {

  /** Stem and last convolution, each with one normalised channel, around a skip. */
  private static final Space SPACE =
      new LayerwiseDefinition(
              "one-channel",
              new ImageShape(4, 4, 1),
              new LayerwiseDefinition.Stem(3, 1, 1),
              List.of(new LayerwiseDefinition.Stage(1, 1, 1)),
              List.of("skip"),
              true,
              1,
              2)
          .space();

  @Test
  void equalsTheStatisticsOfAllValuesTogether() {
    PopulationStatistics statistics = new PopulationStatistics(SPACE.network());
    // The values 1, 3 and 5, 9 have the means 2, 7 and the variances 1, 4.
    statistics.add(new float[] {2, 1, 0, 1});
    PopulationStatistics other = new PopulationStatistics(SPACE.network());
    other.add(new float[] {7, 4, 0, 3});
    statistics.add(other);

    assertThat(statistics.batches()).isEqualTo(2);
    // Mean of 1, 3, 5, 9 is 4.5, mean square 29.
    assertThat(statistics.values())
        .containsExactly(new float[] {4.5f, 29 - 20.25f, 0, 2}, Offset.offset(1e-6f));
  }

  @Test
  void nothingSeenHasNoStatistics() {
    assertThatThrownBy(() -> new PopulationStatistics(SPACE.network()).values())
        .hasMessageContaining("at least one batch");
  }
}
