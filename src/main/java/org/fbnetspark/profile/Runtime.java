package org.fbnetspark.profile;

import org.fbnetspark.domain.network.Network;

/**
 * A library that runs networks, in one setting of threads, batch and number format. It belongs to
 * one process; not thread-safe.
 */
public interface Runtime extends AutoCloseable {

  /** Library and version, such as {@code onnxruntime 1.28.0}. */
  String name();

  /** Order of the axes that it is given, such as {@code nchw}. */
  String layout();

  /**
   * Makes a network ready to run, with weights of its own and an input of noise. Batch
   * normalisation is folded where the library deploys it so.
   *
   * @param network a block alone or a whole network
   * @throws IllegalArgumentException where the library lacks an op of the network
   */
  TimedNetwork open(Network network);

  @Override
  void close();
}
