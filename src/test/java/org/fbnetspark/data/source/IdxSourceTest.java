package org.fbnetspark.data.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxSourceTest {

  @TempDir Path directory;

  private final Collected collected = new Collected();

  @Test
  void readsPackedAndPlainFiles() throws IOException {
    plant("train-images-idx3-ubyte.gz", TestArchive.packed("gz", images(3, 2, 5)));
    plant("train-labels-idx1-ubyte.gz", TestArchive.packed("gz", labels(4, 0, 11)));
    plant("t10k-images.idx3-ubyte", images(1, 2, 5));
    plant("t10k-labels.idx1-ubyte", labels(11));

    List<String> names = read();

    assertThat(names).containsExactly("00", "04", "11");
    assertThat(collected.described())
        .containsExactly(
            "TRAIN 1 train-images-idx3-ubyte.gz#0",
            "TRAIN 0 train-images-idx3-ubyte.gz#1",
            "TRAIN 2 train-images-idx3-ubyte.gz#2",
            "TEST 2 t10k-images.idx3-ubyte#0");
    var pixels = collected.examples.get(2).decode(SourceLimits.STANDARD);
    assertThat(pixels.shape()).isEqualTo(new ImageShape(2, 5, 1));
    assertThat(pixels.values()).startsWith(20, 21).hasSize(10);
  }

  @Test
  void readsLabelsFromOneAndWhatTheyMean() throws IOException {
    plant("emnist-letters-train-images-idx3-ubyte", images(2, 2, 5));
    plant("emnist-letters-train-labels-idx1-ubyte", labels(1, 2));
    plant("emnist-letters-test-images-idx3-ubyte", images(1, 2, 5));
    plant("emnist-letters-test-labels-idx1-ubyte", labels(2));
    plant("._emnist-letters-test-labels-idx1-ubyte", labels(2));

    assertThat(read()).containsExactly("1", "2");
    plant("emnist-letters-mapping.txt", "1 65 97\n2 66 98\n3 67 99\n".getBytes(US_ASCII));
    assertThat(read()).containsExactly("1 Aa", "2 Bb");
    assertThat(collected.described())
        .hasSize(6)
        .endsWith("TEST 1 emnist-letters-test-images-idx3-ubyte#0");
    plant("emnist-letters-mapping.txt", "1 A\n".getBytes(US_ASCII));
    assertThatThrownBy(this::read).hasMessageContaining("mapping.txt").hasMessageContaining("1 65");
  }

  @Test
  void refusesBrokenFiles() throws IOException {
    byte[] images = images(2, 2, 2);
    byte[] labels = labels(0, 1);
    refuses(images, Arrays.copyOf(labels, 9), "ends after 1 of 2 labels");
    refuses(images, Arrays.copyOf(labels, 11), "goes on after its last example");
    refuses(images, Arrays.copyOf(labels, 3), "ends within its header");
    refuses(images, images, "begins with 00000803, but IDX data with 00000801");
    refuses(images, labels(0, 1, 1), "holds 2 images for 3 labels");
    refuses(Arrays.copyOf(images, 20), labels, "ends before its last image");
    refuses(Arrays.copyOf(images, 14), labels, "ends before its last image");
    refuses(Arrays.copyOf(images, 40), labels, "goes on after its last example");
    refuses(forged(images, 8, 1 << 30), labels, "images of 1073741824x2");
    refuses(images, forged(labels, 4, Integer.MAX_VALUE), "ends after 2 of 2147483647 labels");
    refuses(images, forged(labels, 4, -5), "holds -5 examples");
  }

  @Test
  void refusesMissingAndSurplusFiles() throws IOException {
    plant("train-labels-idx1-ubyte", labels(0));
    assertThatThrownBy(this::read)
        .hasMessageContaining("one file train-images")
        .hasMessageContaining("but holds 'train-labels-idx1-ubyte'");
    plant("train-images-idx3-ubyte", images(1, 2, 2));
    plant("train-labels-idx1-ubyte.gz", labels(0));
    assertThatThrownBy(this::read).hasMessageContaining("one file train-labels");
  }

  @Test
  void refusesATestLabelWithoutTrainingImages() throws IOException {
    plant("train-images-idx3-ubyte", images(1, 2, 2));
    plant("train-labels-idx1-ubyte", labels(1));
    plant("t10k-images-idx3-ubyte", images(1, 2, 2));
    plant("t10k-labels-idx1-ubyte", labels(2));

    assertThatThrownBy(this::read)
        .hasMessageContaining("Test label 0")
        .hasMessageContaining("is 2");
  }

  private void refuses(byte[] images, byte[] labels, String reason) throws IOException {
    plant("train-images-idx3-ubyte", images);
    plant("train-labels-idx1-ubyte", labels);
    plant("t10k-images-idx3-ubyte", images(1, 2, 2));
    plant("t10k-labels-idx1-ubyte", labels(0));
    assertThatThrownBy(this::read)
        .hasMessageContaining("train-")
        .hasMessageContaining("at byte")
        .hasMessageContaining(reason);
  }

  private List<String> read() throws IOException {
    return new IdxSource(Storage.standard(), directory.toString(), SourceLimits.STANDARD)
        .read(collected);
  }

  private void plant(String name, byte[] bytes) throws IOException {
    Files.write(directory.resolve(name), bytes);
  }

  private static byte[] forged(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    ByteBuffer.wrap(copy).putInt(at, value);
    return copy;
  }

  private static byte[] images(int count, int height, int width) {
    ByteBuffer bytes = ByteBuffer.allocate(16 + count * height * width);
    bytes.putInt(0x803).putInt(count).putInt(height).putInt(width);
    for (int i = 0; bytes.hasRemaining(); i++) {
      bytes.put((byte) i);
    }
    return bytes.array();
  }

  private static byte[] labels(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + values.length);
    bytes.putInt(0x801).putInt(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.array();
  }
}
