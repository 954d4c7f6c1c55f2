package org.fbnetspark.data.source;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Unpacks the pages of Parquet files, each at once and to the very length that it promises, which
 * must keep the limits before any memory is taken. Parquet's own streams wait forever for what a
 * damaged page lacks.
 *
 * @param limits bounds on what is read
 */
record BoundedCodecs(SourceLimits limits) implements CompressionCodecFactory {

  /** What can be unpacked. */
  static final Set<CompressionCodecName> READ =
      Set.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.GZIP,
          CompressionCodecName.ZSTD);

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    throw new UnsupportedOperationException("Nothing is written");
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    return new BytesInputDecompressor() {
      @Override
      public BytesInput decompress(BytesInput packed, int bytes) throws IOException {
        return name == CompressionCodecName.UNCOMPRESSED
            ? packed
            : BytesInput.from(unpacked(name, packed.toByteArray(), bytes));
      }

      @Override
      public void decompress(ByteBuffer packed, int packedBytes, ByteBuffer plain, int bytes)
          throws IOException {
        byte[] content = new byte[packedBytes];
        packed.get(content);
        plain.put(decompress(BytesInput.from(content), bytes).toByteArray());
      }

      @Override
      public void release() {}
    };
  }

  private byte[] unpacked(CompressionCodecName name, byte[] packed, int bytes) throws IOException {
    if (bytes < 0 || limits.expanded(bytes, packed.length)) {
      throw new IOException("A page of " + packed.length + " bytes promises to hold " + bytes);
    }
    byte[] plain =
        switch (name) {
          case SNAPPY -> snappy(packed, bytes);
          case GZIP -> gzip(packed, bytes);
          case ZSTD -> Zstd.decompress(packed, bytes);
          default -> throw new IOException("Pages packed by " + name + " are not read");
        };
    if (plain.length != bytes) {
      throw new IOException("A page holds " + plain.length + " bytes, not " + bytes);
    }
    return plain;
  }

  private static byte[] snappy(byte[] packed, int bytes) throws IOException {
    return Snappy.uncompressedLength(packed) == bytes ? Snappy.uncompress(packed) : new byte[0];
  }

  private static byte[] gzip(byte[] packed, int bytes) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readNBytes(bytes);
    }
  }

  @Override
  public void release() {}
}
