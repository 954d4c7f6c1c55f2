package org.fbnetspark.export;

import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.random.SeedTree;

/**
 * Weights for networks of which only the time matters: normal with variance 2 / fan-in (He et al.
 * 2015, arXiv 1502.01852, Equation 10), so that values neither die out nor overflow; small biases.
 *
 * @param seeds that alone decide the weights
 */
public record RandomWeights(SeedTree seeds) implements FoldedWeights {

  private static final double BIAS_DEVIATION = 0.1;

  @Override
  public FoldedKernel kernel(int layer, String role, List<Integer> shape) {
    int outputs = shape.get(0);
    int fanIn = shape.stream().skip(1).reduce(1, Math::multiplyExact);
    RandomGenerator random = seeds.child(layer).child(role).generator();
    return new FoldedKernel(
        normal(Math.multiplyExact(outputs, fanIn), Math.sqrt(2.0 / fanIn), random),
        normal(outputs, BIAS_DEVIATION, random));
  }

  private static float[] normal(int length, double deviation, RandomGenerator random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}
