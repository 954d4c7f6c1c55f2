package org.fbnetspark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import org.fbnetspark.domain.run.Schedule;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingProgress.Round;
import org.fbnetspark.search.Alternation;
import org.fbnetspark.search.SearchWorkers;
import org.junit.jupiter.api.Test;

class RemainingTimeTest {

  private static final double WEIGHT_SECONDS = 100;
  private static final double THETA_SECONDS = 7;
  private static final int WEIGHT_ROUNDS = 6;
  private static final int EPOCHS = 4;
  private static final Schedule SCHEDULE =
      new Schedule(
          EPOCHS, List.of(new Schedule.Phase("weights", 0, 3), new Schedule.Phase("theta", 1, 1)));

  /** Against the rounds that are left, counted one by one, after each round of a search. */
  @Test
  void everyRoundThatIsLeftIsCountedUnderEitherAlternation() {
    for (Alternation alternation :
        List.of(new Alternation.Epochs(), new Alternation.Rounds(1), new Alternation.Rounds(4))) {
      SearchWorkers.Plan plan =
          new SearchWorkers.Plan(WEIGHT_ROUNDS, alternation.thetaRounds(WEIGHT_ROUNDS, 5));
      RemainingTime remaining =
          new RemainingTime(SCHEDULE, List.of(WEIGHT_ROUNDS, plan.thetaRounds()));
      int weightsLeft = EPOCHS * WEIGHT_ROUNDS;
      int thetasLeft = (EPOCHS - 1) * plan.thetaRounds();
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        int thetas = 0;
        for (int i = 0; i < WEIGHT_ROUNDS; i++) {
          remaining.add(round(epoch, 0, i, WEIGHT_SECONDS));
          weightsLeft--;
          int follow = epoch < 1 ? 0 : alternation.thetaRoundsAfter(i, plan);
          for (int n = 0; n < follow; n++) {
            remaining.add(round(epoch, 1, thetas++, THETA_SECONDS));
            thetasLeft--;
            assertThat(remaining.afterRound())
                .as("%s, epoch %s, theta round %s", alternation, epoch, thetas)
                .isEqualTo(weightsLeft * WEIGHT_SECONDS + thetasLeft * THETA_SECONDS, offset(1e-6));
          }
        }
      }
      assertThat(weightsLeft + thetasLeft).isZero();
    }
  }

  @Test
  void beforeTheFirstThetaRoundABatchTakesAStep() {
    RemainingTime remaining = new RemainingTime(SCHEDULE, List.of(2, 5));
    remaining.add(round(0, 0, 0, 300));

    // Seven more weight rounds of three steps, and three times five theta rounds of one batch.
    assertThat(remaining.afterRound()).isEqualTo(7 * 300 + 15 * 100, offset(1e-6));
  }

  private static Round round(int epoch, int phase, int index, double seconds) {
    return new Round(
        epoch, phase, index, new Tally(1, 0, 0, seconds, seconds, List.of()), List.of());
  }
}
