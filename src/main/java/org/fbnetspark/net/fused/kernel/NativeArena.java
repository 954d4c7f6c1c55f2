package org.fbnetspark.net.fused.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Owns native memory and native objects and frees them, last first, when it is closed.
 *
 * <p>JavaCPP frees an object once nothing in Java refers to it, even if native code still does;
 * what is owned here stays until {@link #close}. Buffers are taken from the system directly, since
 * JavaCPP would not give out more than the size of the Java heap.
 */
public final class NativeArena implements AutoCloseable {

  private static final int ALIGNMENT = 64;

  private final Deque<Pointer> objects = new ArrayDeque<>();
  private final Deque<Pointer> memory = new ArrayDeque<>();
  private long bytes;
  private Optional<TurnsRoom> turns = Optional.empty();
  private Optional<NativeFloats> momentary = Optional.empty();

  /** A buffer of zeros, aligned to a cache line. */
  public NativeFloats floats(long length) {
    long size = Math.multiplyExact(length, (long) Float.BYTES) + 2L * ALIGNMENT;
    Pointer block = Pointer.calloc(1, size);
    if (block == null || block.isNull()) {
      throw new OutOfMemoryError(
          "The system has no " + size + " bytes left beside the " + bytes + " already taken");
    }
    memory.push(block);
    bytes += size;
    long shift = Math.floorMod(-block.address(), ALIGNMENT);
    return NativeFloats.at(new BytePointer(block).getPointer(shift), length);
  }

  /** A buffer that every pass fills before it reads it, and that keeps nothing for the next. */
  public NativeFloats passing(long length) {
    return turns.isPresent() ? turns.get().take(length) : floats(length);
  }

  /** A buffer that is filled and read within one call of a kernel, which has no other such one. */
  public NativeFloats momentary(long length) {
    long had = momentary.map(NativeFloats::length).orElse(0L);
    if (momentary.isEmpty() || had < length) {
      momentary = Optional.of(floats(Math.max(length, 2 * had)));
    }
    return momentary.get().view(0, length);
  }

  /**
   * Makes things of which one at a time is at work, whose {@link #passing} buffers may lie in the
   * same memory.
   *
   * @param floats that the largest of them takes, or about that many
   */
  public <T> List<T> inTurns(long floats, List<Supplier<T>> makers) {
    TurnsRoom room = new TurnsRoom(this, floats);
    turns = Optional.of(room);
    try {
      List<T> made = new ArrayList<>();
      for (Supplier<T> maker : makers) {
        room.begin();
        made.add(maker.get());
      }
      return made;
    } finally {
      turns = Optional.empty();
    }
  }

  /** Bytes given out as buffers. */
  public long bytes() {
    return bytes;
  }

  <P extends Pointer> P own(P pointer) {
    pointer.retainReference();
    objects.push(pointer);
    return pointer;
  }

  @Override
  public void close() {
    while (!objects.isEmpty()) {
      objects.pop().releaseReference();
    }
    while (!memory.isEmpty()) {
      Pointer.free(memory.pop());
    }
    bytes = 0;
  }
}
