package org.fbnetspark.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.report.Figures;
import org.fbnetspark.search.Alternation;
import org.fbnetspark.search.Round;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchWorkers;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;

class RemainingTimeTest {

  private static final double WEIGHT_SECONDS = 100;
  private static final double THETA_SECONDS = 7;
  private static final int WEIGHT_ROUNDS = 6;
  private static final int EPOCHS = 4;

  private RemainingTime remaining;

  /** Against the rounds that are left, counted one by one, after each round of a search. */
  @Test
  void everyRoundThatIsLeftIsCountedUnderEitherAlternation() {
    for (Alternation alternation :
        new Alternation[] {
          new Alternation.Epochs(), new Alternation.Rounds(1), new Alternation.Rounds(4)
        }) {
      SearchSettings settings = SmallSearch.settings(EPOCHS, alternation);
      SearchWorkers.Plan plan =
          new SearchWorkers.Plan(WEIGHT_ROUNDS, alternation.thetaRounds(WEIGHT_ROUNDS, 5));
      remaining = new RemainingTime(settings, plan);
      int weightsLeft = EPOCHS * WEIGHT_ROUNDS;
      int thetasLeft = (EPOCHS - settings.warmupEpochs()) * plan.thetaRounds();
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        int thetas = 0;
        for (int i = 0; i < WEIGHT_ROUNDS; i++) {
          remaining.weightRound(round(epoch, i), WEIGHT_SECONDS);
          weightsLeft--;
          int follow = epoch < settings.warmupEpochs() ? 0 : alternation.thetaRoundsAfter(i, plan);
          for (int n = 0; n < follow; n++) {
            remaining.thetaRound(round(epoch, thetas++), THETA_SECONDS);
            thetasLeft--;
            assertThat(remaining.left())
                .as("%s, epoch %s, theta round %s", alternation, epoch, thetas)
                .isEqualTo(
                    Figures.duration(weightsLeft * WEIGHT_SECONDS + thetasLeft * THETA_SECONDS));
          }
        }
      }
      assertThat(weightsLeft + thetasLeft).isZero();
    }
  }

  @Test
  void beforeTheFirstThetaRoundABatchTakesAStep() {
    SearchSettings settings = SmallSearch.settings(2);
    remaining = new RemainingTime(settings, new SearchWorkers.Plan(2, 5));
    remaining.weightRound(round(0, 0), 300);

    // Three more weight rounds of three steps, and five theta rounds of one batch.
    assertThat(remaining.left()).isEqualTo(Figures.duration(3 * 300 + 5 * 100));
  }

  private static Round round(int epoch, int index) {
    return new Round(epoch, index, Theta.uniform(SmallSearch.SPACE), 1);
  }
}
