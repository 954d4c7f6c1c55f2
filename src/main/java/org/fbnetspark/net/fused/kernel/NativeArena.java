package org.fbnetspark.net.fused.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
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

  /** A buffer of zeros, aligned to a cache line. */
  public NativeFloats floats(long length) {
    long size = Math.multiplyExact(length, (long) Float.BYTES) + 2L * ALIGNMENT;
    Pointer block = Pointer.malloc(size);
    if (block == null || block.isNull()) {
      throw new OutOfMemoryError(
          "The system has no " + size + " bytes left beside the " + bytes + " already taken");
    }
    memory.push(block);
    Pointer.memset(block, 0, size);
    bytes += size;
    long shift = Math.floorMod(-block.address(), ALIGNMENT);
    return NativeFloats.at(new BytePointer(block).getPointer(shift), length);
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
