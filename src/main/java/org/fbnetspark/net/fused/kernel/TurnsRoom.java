package org.fbnetspark.net.fused.kernel;

import java.util.ArrayList;
import java.util.List;

/** Memory that is given out from its beginning again and again, to those who take turns in it. */
final class TurnsRoom {

  /** Floats of a cache line. */
  private static final long LINE = 16;

  private final NativeArena arena;
  private final List<NativeFloats> blocks = new ArrayList<>();
  private int block;
  private long taken;

  /** Takes the first block. */
  TurnsRoom(NativeArena arena, long floats) {
    this.arena = arena;
    blocks.add(arena.floats(lines(floats)));
  }

  /** The turn of another one. */
  void begin() {
    block = 0;
    taken = 0;
  }

  /** Where what is left of a block does not suffice, the next one is begun. */
  NativeFloats take(long length) {
    long whole = lines(length);
    while (block < blocks.size() && taken + whole > blocks.get(block).length()) {
      block++;
      taken = 0;
    }
    if (block == blocks.size()) {
      blocks.add(arena.floats(whole));
    }
    NativeFloats found = blocks.get(block).view(taken, length);
    taken += whole;
    return found;
  }

  private static long lines(long floats) {
    return (floats + LINE - 1) / LINE * LINE;
  }
}
