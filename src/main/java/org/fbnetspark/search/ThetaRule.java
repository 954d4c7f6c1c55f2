package org.fbnetspark.search;

/** How theta's steps come about. */
public sealed interface ThetaRule {

  /** Value in configurations. */
  String key();

  /** Along the gradient of the loss, through the gates. */
  record Gradient() implements ThetaRule {

    @Override
    public String key() {
      return "gradient";
    }
  }

  /**
   * REINFORCE: architectures are drawn from theta, each is judged on the images of the round with
   * the supernet's weights, and theta moves towards those whose reward is above a baseline:
   *
   * <pre>
   * gradient = mean over samples of (baseline - reward) * d log p(sample) / d theta
   * baseline = baseline + pace * (mean reward - baseline), behind the gradient
   * </pre>
   *
   * <p>The baseline of a gradient is that of the steps before, so that the gradient is that of the
   * expected reward, negated, in the mean over draws; at the first step it is the mean reward.
   *
   * <p>Source: Cai, Zhu, Han, ProxylessNAS (arXiv 1812.00332), Section 3.3.2 and Equation 7; ten
   * samples and a pace of 0.99 in the authors' code.
   *
   * @param samples architectures of one step, at least 1
   * @param pace share of the way to the mean reward that the baseline goes, above 0, at most 1
   */
  record Reinforce(int samples, double pace) implements ThetaRule {

    /** Rejects values outside of their range. */
    public Reinforce {
      if (samples < 1 || !(pace > 0 && pace <= 1)) {
        throw new IllegalArgumentException(
            "REINFORCE needs at least 1 sample and a pace above 0, at most 1, but was told "
                + samples
                + " and "
                + pace);
      }
    }

    @Override
    public String key() {
      return "reinforce";
    }
  }
}
