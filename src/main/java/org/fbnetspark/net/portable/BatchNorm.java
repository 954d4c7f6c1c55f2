package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalisation over all positions of all examples:
 *
 * <pre>n = (x - mean) / sqrt(variance + 1e-5);  y = gamma * n + beta</pre>
 *
 * with mean, (biased) variance, gamma and beta of each channel. Mean and variance are the batch's
 * and remembered, or those that are remembered already.
 *
 * <p>Source: Ioffe and Szegedy 2015 (arXiv 1502.03167), Algorithm 1 and the gradients of Section 3.
 */
final class BatchNorm implements Layer {

  private static final double EPSILON = 1e-5;

  private final Parameter gamma;
  private final Parameter beta;
  private final StatisticsSource source;
  private INDArray normalised;
  private INDArray inverseDeviation;

  /** Takes a gamma and a beta for each channel. */
  BatchNorm(Parameter gamma, Parameter beta, StatisticsSource source) {
    this.source = source;
    this.gamma = gamma.as(1, gamma.value().length());
    this.beta = beta.as(1, beta.value().length());
  }

  @Override
  public INDArray forward(INDArray x) {
    INDArray rows = Matrix.rows(x);
    if (!source.kept()) {
      gamma.statistics().assign(rows.mean(true, 0));
    }
    INDArray centred = rows.sub(gamma.statistics());
    if (!source.kept()) {
      beta.statistics().assign(centred.mul(centred).mean(true, 0));
    }
    INDArray variance = beta.statistics();
    inverseDeviation = Transforms.pow(variance.add(EPSILON), -0.5);
    normalised = centred.mul(inverseDeviation);
    return normalised.mul(gamma.value()).addi(beta.value()).reshape('c', x.shape());
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray rows = Matrix.rows(dy);
    INDArray betaGradient = rows.sum(true, 0);
    INDArray gammaGradient = rows.mul(normalised).sum(true, 0);
    beta.gradient().addi(betaGradient);
    gamma.gradient().addi(gammaGradient);
    double count = rows.size(0);
    return rows.sub(betaGradient.div(count))
        .subi(normalised.mul(gammaGradient.div(count)))
        .muli(inverseDeviation.mul(gamma.value()))
        .reshape('c', dy.shape());
  }
}
