package org.fbnetspark.net.portable;

import java.util.Arrays;
import org.fbnetspark.domain.shape.Subsampling;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.shape.Gather;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The pixels of maps that a {@link Subsampling} keeps. Gathering and scattering are each other's
 * way back, for what one copies the other adds.
 */
final class SampledPixels {

  private final Subsampling subsampling;
  private final int[] sources;

  /** For each position the one of the smaller map, counted from 1, or 0 for none. */
  private final int[] targets;

  SampledPixels(Subsampling subsampling) {
    this.subsampling = subsampling;
    sources = subsampling.sources();
    targets = Arrays.stream(subsampling.targets()).map(target -> target + 1).toArray();
  }

  /** The smaller maps. */
  INDArray gather(INDArray x) {
    return subsampling.keepsAll()
        ? x
        : moved(pixels(x), sources, subsampling.to().height(), subsampling.to().width());
  }

  /** Larger maps with these pixels where they came from, and 0 elsewhere. */
  INDArray scatter(INDArray y) {
    if (subsampling.keepsAll()) {
      return y;
    }
    INDArray nowhere = Nd4j.zeros(y.dataType(), y.size(0), 1, y.size(3));
    return moved(
        Nd4j.concat(1, nowhere, pixels(y)),
        targets,
        subsampling.from().height(),
        subsampling.from().width());
  }

  private static INDArray pixels(INDArray x) {
    return x.reshape('c', x.size(0), x.size(1) * x.size(2), x.size(3));
  }

  private static INDArray moved(INDArray pixels, int[] positions, int height, int width) {
    return Nd4j.exec(new Gather(pixels, positions, 1))[0].reshape(
        'c', pixels.size(0), height, width, pixels.size(2));
  }
}
