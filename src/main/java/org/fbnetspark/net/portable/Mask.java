package org.fbnetspark.net.portable;

import java.util.List;
import org.fbnetspark.domain.network.Condition;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The masks of all options of a width at once:
 *
 * <pre>y = x * sum over options of factor * (ones up to its channels, zeros behind)</pre>
 *
 * <p>Source: Wan et al., FBNetV2 (arXiv 2004.05565), Section 3.1.
 */
final class Mask implements Layer {

  /** Channels that are left, and when. */
  record Option(int channels, Condition when) {}

  private final List<Option> options;
  private final FactorSource factors;
  private INDArray x;
  private INDArray mask;

  /** Takes the options of a width. */
  Mask(List<Option> options, FactorSource factors) {
    this.options = List.copyOf(options);
    this.factors = factors;
  }

  @Override
  public INDArray forward(INDArray input) {
    x = input;
    int examples = (int) x.size(0);
    int channels = (int) x.size(3);
    double[][] sums = new double[examples][channels];
    for (Option option : options) {
      for (int example = 0; example < examples; example++) {
        double factor = factors.factors().of(option.when(), example);
        for (int channel = 0; channel < option.channels(); channel++) {
          sums[example][channel] += factor;
        }
      }
    }
    mask = Nd4j.createFromArray(sums).castTo(x.dataType()).reshape('c', examples, 1, 1, channels);
    return x.mul(mask);
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray slopes = dy.mul(x).sum(true, 1, 2).reshape('c', x.size(0), x.size(3));
    for (Option option : options) {
      factors
          .factors()
          .addGradient(
              option.when(),
              slopes
                  .get(NDArrayIndex.all(), NDArrayIndex.interval(0, option.channels()))
                  .sum(true, 1));
    }
    return dy.mul(mask);
  }
}
