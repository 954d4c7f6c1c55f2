package org.fbnetspark.domain.cost;

import org.fbnetspark.domain.theta.Draw;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;

/** What a cost is the mean under where theta is trained on it. */
public enum CostUnder {

  /**
   * The gates that were drawn, through which its gradient comes too: Wu et al., FBNet (arXiv
   * 1812.03443), Section 3.3.
   */
  GATES {
    @Override
    public double mean(CostTable costs, Theta theta, Draw draw) {
      return costs.expected(draw.chosen());
    }

    @Override
    public ThetaGradient gradient(CostTable costs, Theta theta, Draw draw) {
      return draw.back().thetaGradient(costs.gateGradient(draw.chosen()));
    }
  },

  /**
   * Theta's probabilities, whatever was drawn; its gradient is exact: Cai, Zhu, Han, ProxylessNAS
   * (arXiv 1812.00332), Section 3.3.
   */
  THETA {
    @Override
    public double mean(CostTable costs, Theta theta, Draw draw) {
      return costs.expected(theta);
    }

    @Override
    public ThetaGradient gradient(CostTable costs, Theta theta, Draw draw) {
      return costs.expectedGradient(theta);
    }
  },

  /**
   * The probabilities that the gates were drawn by: of two paths those of the pair among each
   * other, which change from draw to draw; of one path theta's own. As in the authors' code of
   * ProxylessNAS.
   */
  PAIR {
    @Override
    public double mean(CostTable costs, Theta theta, Draw draw) {
      return costs.expected(draw.back().soft());
    }

    @Override
    public ThetaGradient gradient(CostTable costs, Theta theta, Draw draw) {
      return draw.back().thetaGradient(costs.gateGradient(draw.back().soft()));
    }
  };

  /** The mean, in the table's unit. */
  public abstract double mean(CostTable costs, Theta theta, Draw draw);

  /** Its derivative by theta. */
  public abstract ThetaGradient gradient(CostTable costs, Theta theta, Draw draw);
}
