package org.fbnetspark.search;

/** When theta's rounds come among those of the weights. */
public sealed interface Alternation {

  /** Value in configurations. */
  String key();

  /**
   * Theta rounds of an epoch.
   *
   * @param weightRounds of an epoch
   * @param splitRounds theta rounds in which every shard sees its part of the theta split once
   */
  int thetaRounds(int weightRounds, int splitRounds);

  /**
   * Theta rounds that follow a weight round.
   *
   * @param weightRound its position in the epoch, counted from 0
   */
  int thetaRoundsAfter(int weightRound, SearchWorkers.Plan plan);

  /**
   * Theta sees its split once after the weights have seen theirs: Wu et al., FBNet (arXiv
   * 1812.03443), Section 4.1.
   */
  record Epochs() implements Alternation {

    @Override
    public String key() {
      return "epochs";
    }

    @Override
    public int thetaRounds(int weightRounds, int splitRounds) {
      return splitRounds;
    }

    @Override
    public int thetaRoundsAfter(int weightRound, SearchWorkers.Plan plan) {
      return weightRound == plan.weightRounds() - 1 ? plan.thetaRounds() : 0;
    }
  }

  /**
   * A theta round after every few weight rounds of an epoch, as in DARTS (one) and ProxylessNAS
   * (five, of one step each). Theta's split goes on from epoch to epoch, and begins anew as often
   * as it is through.
   *
   * @param weightRounds for each theta round; no more than an epoch has
   */
  record Rounds(int weightRounds) implements Alternation {

    /** Rejects what would leave no weight round between. */
    public Rounds {
      if (weightRounds < 1) {
        throw new IllegalArgumentException(
            "A theta round follows at least one weight round, but was told " + weightRounds);
      }
    }

    @Override
    public String key() {
      return Integer.toString(weightRounds);
    }

    @Override
    public int thetaRounds(int all, int splitRounds) {
      return all / weightRounds;
    }

    @Override
    public int thetaRoundsAfter(int weightRound, SearchWorkers.Plan plan) {
      return (weightRound + 1) % weightRounds == 0 ? 1 : 0;
    }
  }
}
