package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/** The output of ops that give as many channels as they read. */
final class ChannelKeeper {

  private ChannelKeeper() {}

  /**
   * The output at a place.
   *
   * @throws IllegalArgumentException where the channels are to change
   */
  static ImageShape output(Op op, Placement at) {
    if (at.input().channels() != at.outChannels()) {
      throw new IllegalArgumentException(
          op.code()
              + " needs to give the channels that it reads, but was "
              + at.input().channels()
              + " to "
              + at.outChannels());
    }
    return at.output();
  }
}
