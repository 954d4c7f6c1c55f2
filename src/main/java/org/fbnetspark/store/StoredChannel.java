package org.fbnetspark.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.fs.FSDataInputStream;

/** A file of any Hadoop file system, to be read at any position. */
final class StoredChannel implements SeekableByteChannel {

  private static final int BUFFER_BYTES = 1 << 16;

  private final FSDataInputStream in;
  private final long length;
  private long position;
  private boolean open = true;

  StoredChannel(FSDataInputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!into.hasRemaining() || position >= length) {
      return into.hasRemaining() ? -1 : 0;
    }
    if (in.getPos() != position) {
      in.seek(position);
    }
    int count;
    if (into.hasArray()) {
      count = in.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
      into.position(into.position() + Math.max(0, count));
    } else {
      byte[] bytes = new byte[Math.min(into.remaining(), BUFFER_BYTES)];
      count = in.read(bytes, 0, bytes.length);
      into.put(bytes, 0, Math.max(0, count));
    }
    position += Math.max(0, count);
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long wanted) {
    position = wanted;
    return this;
  }

  @Override
  public long size() {
    return length;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    in.close();
  }
}
