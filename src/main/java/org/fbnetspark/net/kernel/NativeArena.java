package org.fbnetspark.net.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Owns native memory and native objects and frees them, last first, when it is closed.
 *
 * <p>JavaCPP frees an object once nothing in Java refers to it, even if native code still does;
 * what is owned here stays until {@link #close}.
 */
public final class NativeArena implements AutoCloseable {

  private static final int ALIGNMENT = 64;

  private final Deque<Pointer> owned = new ArrayDeque<>();
  private long bytes;

  /** A buffer of zeros, aligned to a cache line. */
  public NativeFloats floats(long length) {
    long size = Math.multiplyExact(length, (long) Float.BYTES) + 2L * ALIGNMENT;
    BytePointer memory = own(new BytePointer(size));
    Pointer.memset(memory, 0, size);
    bytes += size;
    long shift = Math.floorMod(-memory.address(), ALIGNMENT);
    return NativeFloats.at(memory.getPointer(shift), length);
  }

  /** Bytes given out as buffers. */
  public long bytes() {
    return bytes;
  }

  <P extends Pointer> P own(P pointer) {
    pointer.retainReference();
    owned.push(pointer);
    return pointer;
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().releaseReference();
    }
  }
}
