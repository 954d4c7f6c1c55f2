package org.fbnetspark.domain.op;

import java.io.Serializable;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * Where an op stands in a network: the shape that enters, the channels that leave, the stride.
 *
 * @param input shape of one example entering the op
 * @param outChannels channels leaving the op (classes, for a classifier)
 * @param stride step of the op's spatial window; 1 or 2 in the published spaces
 */
public record Placement(ImageShape input, int outChannels, int stride) implements Serializable {

  /** Rejects a placement without output. */
  public Placement {
    if (outChannels < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "A placement needs positive output channels and stride, but was "
              + outChannels
              + " and "
              + stride);
    }
  }

  /** Whether the input can be added to the output unchanged. */
  public boolean keepsShape() {
    return stride == 1 && input.channels() == outChannels;
  }

  /** Shape leaving an op that keeps this placement's promise. */
  public ImageShape output() {
    return input.strided(stride).withChannels(outChannels);
  }
}
