package org.fbnetspark.net;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.random.SeedTree;

/**
 * Inverted dropout (Srivastava et al. 2014) of what the classifier reads: in a training step each
 * value becomes 0 with some probability and is divided by the rest of it else, so that evaluation
 * needs no factor.
 *
 * @param rate probability of 0, 0 to below 1
 * @param seeds decide which values
 */
public record Dropout(double rate, SeedTree seeds) implements Serializable {

  /** Keeps everything. */
  public static final Dropout NONE = new Dropout(0, new SeedTree(0));

  /** Rejects a rate that is no probability, or leaves nothing. */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("A dropout rate must be 0 to below 1, but was " + rate);
    }
  }

  /** Whether anything is dropped. */
  public boolean active() {
    return rate > 0;
  }

  /** The factor of each value: 0 or {@code 1 / (1 - rate)}. */
  public float[] factors(int values) {
    RandomGenerator random = seeds.generator();
    float kept = (float) (1 / (1 - rate));
    float[] factors = new float[values];
    for (int i = 0; i < values; i++) {
      factors[i] = random.nextDouble() < rate ? 0f : kept;
    }
    return factors;
  }
}
