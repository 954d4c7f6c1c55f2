package org.fbnetspark.run;

import java.util.Arrays;
import java.util.List;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Schedule;
import org.fbnetspark.domain.train.TrainingProgress.Round;

/**
 * Guesses how long a run still takes, from the mean time of each phase's rounds so far and of what
 * epochs take besides.
 */
final class RemainingTime {

  private final Schedule schedule;
  private final List<Integer> rounds;
  private final double[] seconds;
  private final int[] counted;
  private final int[] done;
  private int epoch;
  private double sinceEpoch;
  private double besides;
  private int epochs;

  /**
   * Of a process that has not trained yet.
   *
   * @param rounds of each phase in an epoch that has it
   */
  RemainingTime(Schedule schedule, List<Integer> rounds) {
    this.schedule = schedule;
    this.rounds = List.copyOf(rounds);
    this.seconds = new double[rounds.size()];
    this.counted = new int[rounds.size()];
    this.done = new int[rounds.size()];
  }

  void add(Round round) {
    seconds[round.phase()] += round.tally().seconds();
    counted[round.phase()]++;
    sinceEpoch += round.tally().seconds();
    if (round.epoch() != epoch) {
      epoch = round.epoch();
      Arrays.fill(done, 0);
    }
    done[round.phase()] = round.index() + 1;
  }

  void add(Epoch epoch) {
    besides += Math.max(0, epoch.seconds() - sinceEpoch);
    sinceEpoch = 0;
    epochs++;
  }

  /** Seconds to the end of the last epoch, once this one has ended. */
  double afterEpoch(int epoch) {
    double left = meanBesides() * Math.max(0, schedule.epochs() - epoch - 1);
    for (int phase = 0; phase < rounds.size(); phase++) {
      long more = schedule.left(schedule.phases().get(phase), epoch + 1);
      left += more * rounds.get(phase) * mean(phase);
    }
    return left;
  }

  /** Seconds to the end of the last epoch, once the round that was added last has ended. */
  double afterRound() {
    double left = meanBesides();
    for (int phase = 0; phase < rounds.size(); phase++) {
      if (epoch >= schedule.phases().get(phase).firstEpoch()) {
        left += (rounds.get(phase) - done[phase]) * mean(phase);
      }
    }
    return left + afterEpoch(epoch);
  }

  private double meanBesides() {
    return epochs == 0 ? 0 : besides / epochs;
  }

  /** Before the first round of a phase: its steps are taken to be as long as those of others. */
  private double mean(int phase) {
    if (counted[phase] > 0) {
      return seconds[phase] / counted[phase];
    }
    double steps = 0;
    double known = 0;
    for (int other = 0; other < counted.length; other++) {
      steps += (double) counted[other] * schedule.phases().get(other).stepsPerRound();
      known += seconds[other];
    }
    return steps == 0 ? 0 : known / steps * schedule.phases().get(phase).stepsPerRound();
  }
}
