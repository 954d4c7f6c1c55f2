package org.fbnetspark.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.search.Target;
import org.junit.jupiter.api.Test;

class FinalistChoiceTest {

  private static final Optional<Target> HALF_A_MILLI = Optional.of(new Target(500, 0.03));

  private static List<Integer> near(Double... millis) {
    return FinalistChoice.near(List.of(millis), HALF_A_MILLI, millis.length);
  }

  @Test
  void allAreChosenFromWithoutATargetOrTimes() {
    assertThat(FinalistChoice.near(List.of(), HALF_A_MILLI, 2)).containsExactly(0, 1);
    assertThat(FinalistChoice.near(List.of(0.1, 0.9), Optional.empty(), 2)).containsExactly(0, 1);
  }

  @Test
  void onlyThoseAtTheTargetAreChosenFromWhereThereAreAny() {
    assertThat(near(0.45, 0.53, 0.55, 0.465)).containsExactly(1, 3);
  }

  @Test
  void whereAllAreOffThoseAsNearAsTheNearestAreChosenFrom() {
    assertThat(near(0.434, 0.452, 0.456, 0.38)).containsExactly(0, 1, 2);
  }

  @Test
  void theMostAccurateOfThoseNearWins() {
    List<Optional<Double>> accuracies =
        List.of(Optional.of(0.9), Optional.of(0.6), Optional.of(0.7), Optional.of(0.7));
    assertThat(FinalistChoice.best(List.of(1, 2, 3), accuracies)).isEqualTo(2);
  }

  @Test
  void withoutAccuraciesTheMostProbableOneWins() {
    List<Optional<Double>> none = List.of(Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(FinalistChoice.best(List.of(1, 2), none)).isEqualTo(1);
  }
}
