package org.fbnetspark.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedStreamTest {

  @TempDir Path directory;

  @Test
  void stopsADecompressionBomb() throws IOException {
    Path path = directory.resolve("bomb.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 200; i++) {
        out.write(zeros);
      }
    }
    long packed = Files.size(path);

    try (UnpackedStream in = open(path, SourceLimits.STANDARD)) {
      assertThatThrownBy(() -> in.transferTo(OutputStream.nullOutputStream()))
          .isInstanceOf(CorruptFileException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("more than 100 times its size");
      assertThat(in.position()).isLessThan((65L << 20) + 100 * packed);
    }
  }

  @Test
  void stopsAtTheLimitOfBytes() throws IOException {
    Path path = Files.write(directory.resolve("long"), new byte[2000]);

    try (UnpackedStream in = open(path, new SourceLimits(1, 1999, 1, 1, 1))) {
      assertThatThrownBy(() -> in.transferTo(OutputStream.nullOutputStream()))
          .hasMessageContaining("limit of 1999 bytes");
    }
  }

  @Test
  void knowsHowFarItIs() throws IOException {
    byte[] content = new byte[100_000];
    new java.util.Random(1).nextBytes(content);
    content[99_999] = 0;
    content[99_998] = 0;
    content[99_997] = 1;
    Path path = Files.write(directory.resolve("c.xz"), TestArchive.packed("xz", content));

    try (UnpackedStream in = open(path, SourceLimits.STANDARD)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
      assertThat(in.position()).isEqualTo(100_000);
      assertThat(in.share()).isEqualTo(1);
      assertThat(in.trailingZeros()).isEqualTo(2);
    }
  }

  @Test
  void refusesABrokenHead() throws IOException {
    Path path = Files.write(directory.resolve("c.gz"), new byte[] {0x1F, (byte) 0x8B, 9, 9, 9, 9});

    assertThatThrownBy(() -> open(path, SourceLimits.STANDARD))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("c.gz at byte")
        .hasMessageContaining("cannot be unpacked");
  }

  private static UnpackedStream open(Path path, SourceLimits limits) throws IOException {
    return UnpackedStream.open(Storage.standard(), path.toString(), limits);
  }
}
