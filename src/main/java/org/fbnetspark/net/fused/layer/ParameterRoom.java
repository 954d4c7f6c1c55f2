package org.fbnetspark.net.fused.layer;

/** Hands out places in a flat vector, each beginning at a cache line. */
final class ParameterRoom {

  private static final int LINE = 16;

  private int taken;

  /** The first position of a new place. */
  int take(long length) {
    int place = taken;
    taken = Math.toIntExact(Math.addExact(taken, (length + LINE - 1) / LINE * LINE));
    return place;
  }

  int taken() {
    return taken;
  }
}
