package org.fbnetspark.export;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.random.RandomGenerator;

/** Input for networks of which only the time matters. */
final class Noise {

  private Noise() {}

  /** Fills a buffer with normal values, as normalised images and activations have. */
  static void fill(FloatBuffer values, RandomGenerator random) {
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, (float) random.nextGaussian());
    }
  }

  /** Fills a buffer with bytes of which each is as likely. */
  static void fill(ByteBuffer values, RandomGenerator random) {
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, (byte) random.nextInt());
    }
  }
}
