package org.fbnetspark.domain.cost;

import org.fbnetspark.domain.theta.Draw;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.theta.ThetaGradient;

/**
 * What one batch says about theta.
 *
 * @param loss the hardware-aware loss
 * @param crossEntropy mean over the batch
 * @param cost expected cost under the gates, in the table's unit
 * @param gradient derivative of the loss by theta
 */
public record ThetaLoss(double loss, double crossEntropy, double cost, ThetaGradient gradient) {

  /**
   * Puts the network's half and the cost's half together and leads both back to theta:
   *
   * <pre>dL/dm = dL/dCE * dCE/dm + dL/dc * dc/dm</pre>
   *
   * @param draw gates, and the way back to theta
   * @param crossEntropy mean cross-entropy of the batch under the gates
   * @param crossEntropyGradient its derivative by the gates: row {@code choice * examples +
   *     example}, column candidate
   */
  public static ThetaLoss of(
      Draw draw,
      double crossEntropy,
      float[][] crossEntropyGradient,
      CostTable costs,
      HardwareLoss form) {
    Gates gates = draw.forward();
    double cost = costs.expected(gates);
    HardwareLoss.Value value = form.at(crossEntropy, cost);
    double[][] gradient = costs.gateGradient(gates);
    for (int row = 0; row < gradient.length; row++) {
      for (int i = 0; i < gradient[row].length; i++) {
        gradient[row][i] =
            value.byCrossEntropy() * crossEntropyGradient[row][i]
                + value.byCost() * gradient[row][i];
      }
    }
    return new ThetaLoss(value.loss(), crossEntropy, cost, draw.back().thetaGradient(gradient));
  }
}
