package org.fbnetspark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardTest {

  @TempDir Path directory;

  private final Storage storage = Storage.standard();
  private Path path;
  private ShardFile file;

  @BeforeEach
  void write() throws IOException {
    path = directory.resolve("train-00000.shard");
    file = TinyData.pixels().write(storage, path.toString());
  }

  @Test
  void readsWhatWasWritten() throws IOException {
    Shard shard = read(file);

    assertThat(shard.size()).isEqualTo(8);
    assertThat(IntStream.range(0, 8).map(shard::label)).containsExactly(0, 1, 2, 0, 1, 2, 0, 1);
    assertThat(shard.bytes()[shard.start(7) + 23]).isEqualTo((byte) 192);
    assertThat(file.bytes()).isEqualTo(Files.size(path));
    assertThat(file.name()).isEqualTo("train-00000.shard");
  }

  @Test
  void isTheFileOfVersionOne() throws IOException {
    try (InputStream golden = ShardTest.class.getResourceAsStream("/golden/shard-v1.bin")) {
      assertThat(Files.readAllBytes(path)).isEqualTo(golden.readAllBytes());
    }
  }

  @Test
  void holdsImagesAsFiles() throws IOException {
    ShardBuilder builder = new ShardBuilder(ImageEncoding.FILES, TinyData.SHAPE, 3);
    builder.add(2, new byte[] {7, 8, 9});
    builder.add(1, new byte[] {});
    builder.add(0, new byte[] {5});
    String name = directory.resolve("files").toString();

    Shard shard = TinyData.written(builder, ImageEncoding.FILES, TinyData.SHAPE, name);

    assertThat(IntStream.range(0, 3).map(shard::label)).containsExactly(2, 1, 0);
    assertThat(
            IntStream.range(0, 3)
                .mapToObj(
                    i -> Arrays.copyOfRange(shard.bytes(), shard.start(i), shard.start(i + 1))))
        .containsExactly(new byte[] {7, 8, 9}, new byte[] {}, new byte[] {5});
  }

  @Test
  void everyChangedByteIsFound() throws IOException {
    byte[] good = Files.readAllBytes(path);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 0x10;
      Files.write(path, bad);
      int changed = at;
      assertThatThrownBy(() -> read(file))
          .as("byte " + changed)
          .isInstanceOf(CorruptFileException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("at byte");
    }
  }

  @Test
  void everyTruncationIsFound() throws IOException {
    byte[] good = Files.readAllBytes(path);
    for (int length = 0; length < good.length; length += 7) {
      Files.write(path, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> read(file)).hasMessageContaining("manifest says " + good.length);
      // Even where the manifest was changed along with the file.
      ShardFile shorter = new ShardFile(path.toString(), 8, length, file.checksum());
      assertThatThrownBy(() -> read(shorter)).isInstanceOf(CorruptFileException.class);
    }
  }

  @Test
  void countsThatLeaveTheFileAreFoundBehindAValidChecksum() throws IOException {
    for (int[] edit :
        new int[][] {{16, Integer.MAX_VALUE}, {20, 100}, {16, 7}, {16, -1}, {24, 0}}) {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
      bytes.putInt(edit[0], edit[1]);
      ShardFile forged = resealed(bytes);
      assertThatThrownBy(() -> read(forged))
          .as(Arrays.toString(edit))
          .isInstanceOf(CorruptFileException.class);
      write();
    }
  }

  @Test
  void aLabelOutsideTheClassesIsFound() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
    bytes.putShort(36 + 2 * 4, (short) 3);
    ShardFile forged = resealed(bytes);

    assertThatThrownBy(() -> read(forged)).hasMessageContaining("at byte 44: label 3 of 3 classes");
  }

  @Test
  void aShardOfAnotherShapeIsRefused() {
    ImageShape other = new ImageShape(3, 4, 2);
    DatasetManifest manifest = TinyData.manifest(ImageEncoding.PIXELS, other, file);

    assertThatThrownBy(() -> Shard.read(storage, file, manifest))
        .hasMessageContaining("not what its manifest describes");
  }

  @Test
  void shufflesBySeed() throws IOException {
    String shuffled = directory.resolve("shuffled").toString();
    int different = 0;
    for (int seed = 0; seed < 100; seed++) {
      ShardBuilder builder = TinyData.pixels();
      builder.shuffle(new SeedTree(seed));
      ShardBuilder same = TinyData.pixels();
      same.shuffle(new SeedTree(seed));

      ShardFile written = builder.write(storage, shuffled);

      assertThat(builder.classCounts()).containsExactly(3, 3, 2);
      assertThat(same.write(storage, shuffled)).as("seed " + seed).isEqualTo(written);
      different += written.checksum().equals(file.checksum()) ? 0 : 1;
    }
    assertThat(different).isGreaterThan(95);
  }

  @Test
  void refusesExamplesThatDoNotFit() {
    ShardBuilder builder = TinyData.pixels();

    assertThatThrownBy(() -> builder.add(3, new byte[24])).hasMessageContaining("Label 3");
    assertThatThrownBy(() -> builder.add(0, new byte[23])).hasMessageContaining("23 bytes");
  }

  private Shard read(ShardFile shard) throws IOException {
    return Shard.read(
        storage, shard, TinyData.manifest(ImageEncoding.PIXELS, TinyData.SHAPE, shard));
  }

  private ShardFile resealed(ByteBuffer bytes) throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0, bytes.capacity() - 4);
    bytes.putInt(bytes.capacity() - 4, (int) crc.getValue());
    Files.write(path, bytes.array());
    return new ShardFile(path.toString(), 8, bytes.capacity(), Shard.hex(crc.getValue()));
  }
}
