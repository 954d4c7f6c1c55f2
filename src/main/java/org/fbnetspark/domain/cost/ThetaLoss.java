package org.fbnetspark.domain.cost;

import org.fbnetspark.domain.theta.Draw;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;

/**
 * What one batch says about theta.
 *
 * @param loss the hardware-aware loss
 * @param gradient derivative of the loss by theta
 */
public record ThetaLoss(double loss, ThetaGradient gradient) {

  /**
   * Puts the network's half and the cost's half together and leads both back to theta. Under the
   * gates {@code m} they go back as one:
   *
   * <pre>dL/dm = dL/dCE * dCE/dm + dL/dc * dc/dm</pre>
   *
   * @param draw gates, and the way back to theta
   * @param crossEntropy mean cross-entropy of the batch under the gates
   * @param crossEntropyGradient its derivative by the gates: row {@code choice * examples +
   *     example}, column candidate
   */
  public static ThetaLoss of(
      Theta theta,
      Draw draw,
      double crossEntropy,
      float[][] crossEntropyGradient,
      CostTable costs,
      HardwareLoss form,
      CostUnder under) {
    double cost = under.mean(costs, theta, draw);
    HardwareLoss.Value value = form.at(crossEntropy, cost);
    boolean joined = under == CostUnder.GATES;
    double[][] byGate = costs.gateGradient(draw.chosen());
    for (int row = 0; row < byGate.length; row++) {
      for (int i = 0; i < byGate[row].length; i++) {
        byGate[row][i] =
            value.byCrossEntropy() * crossEntropyGradient[row][i]
                + (joined ? value.byCost() * byGate[row][i] : 0);
      }
    }
    ThetaGradient gradient = draw.back().thetaGradient(byGate);
    if (!joined) {
      gradient.add(under.gradient(costs, theta, draw), value.byCost());
    }
    return new ThetaLoss(value.loss(), gradient);
  }
}
