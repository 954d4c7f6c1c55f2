package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * Unit of ShuffleNetV2 (Ma et al., arXiv 1807.11164, Figure 3 c and d).
 *
 * <p>Where the shape is kept, half of the channels pass through and the other half runs 1x1
 * convolution BN ReLU, depthwise BN, 1x1 convolution BN ReLU. Where it changes, a left branch of
 * depthwise BN, 1x1 convolution BN ReLU gives {@code C_in} channels and a right branch, {@code
 * C_out / 2} wide in the middle, gives the rest. The halves are joined and shuffled.
 *
 * <p>A cost model only so far: an engine that cannot train it says so when the supernet is built.
 *
 * @param kernel side of the depthwise window: 3, 5 or 7
 */
public record ShuffleUnit(int kernel) implements Op {

  /** Rejects a unit outside of the family. */
  public ShuffleUnit {
    if (kernel != 3 && kernel != 5 && kernel != 7) {
      throw new IllegalArgumentException(
          "A shuffle unit needs a kernel of 3, 5 or 7, but was " + kernel);
    }
  }

  @Override
  public String code() {
    return "shuffle_k" + kernel;
  }

  @Override
  public ImageShape output(Placement at) {
    boolean fits = at.keepsShape() || at.outChannels() > at.input().channels();
    if (at.outChannels() % 2 != 0 || !fits) {
      throw new IllegalArgumentException(
          code()
              + " needs an even number of output channels, more than enter where the shape changes,"
              + " but was "
              + at.input().channels()
              + " to "
              + at.outChannels());
    }
    return at.output();
  }

  @Override
  public long macs(Placement at) {
    return at.input().positions() * entryWeights(at)
        + at.output().positions() * (parameters(at) - entryWeights(at));
  }

  @Override
  public long parameters(Placement at) {
    long in = at.input().channels();
    long middle = at.outChannels() / 2;
    long window = (long) kernel * kernel;
    if (at.keepsShape()) {
      return entryWeights(at) + window * middle + middle * middle;
    }
    long left = window * in + in * in;
    long right = window * middle + middle * (at.outChannels() - in);
    return entryWeights(at) + left + right;
  }

  /** The 1x1 convolution that works at the input's resolution. */
  private static long entryWeights(Placement at) {
    long middle = at.outChannels() / 2;
    return (at.keepsShape() ? middle : at.input().channels()) * middle;
  }
}
