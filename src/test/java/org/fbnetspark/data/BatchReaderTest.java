package org.fbnetspark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.CorruptFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchReaderTest {

  private static final int ELEMENTS = (int) TinyData.SHAPE.elements();

  @TempDir Path directory;

  private Shard shard;
  private DatasetManifest manifest;

  @BeforeEach
  void write() throws IOException {
    String path = directory.resolve("shard").toString();
    shard = TinyData.written(TinyData.pixels(), ImageEncoding.PIXELS, TinyData.SHAPE, path);
    manifest = TinyData.manifest(ImageEncoding.PIXELS, TinyData.SHAPE, shard.file());
  }

  @Test
  void normalisesEachChannel() throws IOException {
    Batch batch = reader(Augmentation.NONE).batch(shard, new int[] {1, 0}, new SeedTree(1));

    assertThat(batch.labels()).containsExactly(1, 0);
    assertThat(batch.shape()).isEqualTo(TinyData.SHAPE);
    assertThat(batch.images()).hasSize(2 * ELEMENTS);
    // Example 1 begins with pixel values 25 and 26; means 0.25, 0.5, deviations 0.5, 0.25.
    assertThat(batch.images()[0]).isCloseTo((25 / 255f - 0.25f) / 0.5f, within(1e-6f));
    assertThat(batch.images()[1]).isCloseTo((26 / 255f - 0.5f) / 0.25f, within(1e-6f));
    assertThat(batch.images()[ELEMENTS + 23]).isCloseTo((24 / 255f - 0.5f) / 0.25f, within(1e-6f));
  }

  @Test
  void anExampleDoesNotDependOnItsNeighbours() throws IOException {
    for (Augmentation augmentation :
        new Augmentation[] {Augmentation.padded(2), Augmentation.resized(0.2)}) {
      BatchReader reader = reader(augmentation);
      for (int seed = 0; seed < 100; seed++) {
        SeedTree seeds = new SeedTree(seed);
        float[] together = reader.batch(shard, new int[] {3, 5, 1}, seeds).images();
        float[] alone = reader.batch(shard, new int[] {5}, seeds).images();
        assertThat(Arrays.copyOfRange(together, ELEMENTS, 2 * ELEMENTS))
            .as(augmentation + " seed " + seed)
            .isEqualTo(alone);
      }
    }
  }

  @Test
  void cutoutClearsASquareAndNothingElse() throws IOException {
    Augmentation cut = new Augmentation(Augmentation.Crop.CENTRE, 0, 1, false, 2);
    float[] whole = reader(Augmentation.NONE).batch(shard, new int[] {4}, new SeedTree(1)).images();
    int channels = TinyData.SHAPE.channels();
    Set<Integer> sizes = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      float[] seen = reader(cut).batch(shard, new int[] {4}, new SeedTree(seed)).images();
      int cleared = 0;
      for (int i = 0; i < seen.length; i++) {
        if (seen[i] != whole[i]) {
          assertThat(seen[i]).isZero();
          cleared++;
        }
      }
      sizes.add(cleared / channels);
    }
    // A square may lie half or a quarter inside.
    assertThat(sizes).isSubsetOf(1, 2, 4).contains(4);
  }

  @Test
  void paddedCropsShowEveryOffsetAndBothSides() throws IOException {
    Set<String> seen = new HashSet<>();
    Set<String> possible = new HashSet<>();
    float[] image = reader(Augmentation.NONE).batch(shard, new int[] {2}, new SeedTree(0)).images();
    for (int down = -1; down <= 1; down++) {
      for (int right = -1; right <= 1; right++) {
        possible.add(Arrays.toString(moved(image, down, right, false)));
        possible.add(Arrays.toString(moved(image, down, right, true)));
      }
    }
    BatchReader reader = reader(Augmentation.padded(1));
    for (int seed = 0; seed < 400; seed++) {
      seen.add(Arrays.toString(reader.batch(shard, new int[] {2}, new SeedTree(seed)).images()));
    }
    assertThat(possible).hasSize(18);
    assertThat(seen).isEqualTo(possible);
  }

  @Test
  void smallerImagesAreTheNearestPixelsOfThoseThatWouldBeRead() throws IOException {
    ImageShape taken = TinyData.SHAPE.strided(2);
    Augmentation augmentation = new Augmentation(Augmentation.Crop.PADDED, 1, 1, true, 2);
    BatchReader smaller = new BatchReader(manifest, augmentation, taken);
    for (int seed = 0; seed < 50; seed++) {
      int[] picks = {3, 5, 1};
      Batch whole = reader(augmentation).batch(shard, picks, new SeedTree(seed));
      Batch batch = smaller.batch(shard, picks, new SeedTree(seed));
      assertThat(batch.shape()).isEqualTo(new ImageShape(2, 2, 2));
      assertThat(batch.labels()).isEqualTo(whole.labels());
      // Rows 0 and 2 of 4, columns 0 and 1 of 3.
      int[] pixels = {0, 1, 6, 7};
      for (int i = 0; i < batch.images().length; i++) {
        int at = (i / 8 * 12 + pixels[i / 2 % 4]) * 2 + i % 2;
        assertThat(batch.images()[i]).isEqualTo(whole.images()[at]);
      }
    }
  }

  @Test
  void theWholePictureResizedIsThePicture() throws IOException {
    Pixels picture = noise(new ImageShape(9, 7, 3));

    Pixels same =
        Resampler.resample(picture, Resampler.Window.centre(picture.shape(), 7.0 / 9, 1), 9, 7);

    assertThat(same.values()).isEqualTo(picture.values());
  }

  @Test
  void shrinkingKeepsTheMeanAndGrowingKeepsTheRange() {
    for (int seed = 0; seed < 100; seed++) {
      Pixels picture = noise(new ImageShape(40 + seed, 60, 1));
      Resampler.Window whole = Resampler.Window.centre(picture.shape(), 60.0 / (40 + seed), 1);

      double mean = mean(Resampler.resample(picture, whole, 10, 15));

      assertThat(mean).as("seed " + seed).isCloseTo(mean(picture), within(3.0));
    }
    Pixels flat = new Pixels(new ImageShape(2, 2, 1), new byte[] {9, 9, 9, 9});
    Resampler.Window whole = Resampler.Window.centre(flat.shape(), 1, 1);
    assertThat(Resampler.resample(flat, whole, 7, 5).values()).containsOnly(9);
  }

  @Test
  void decodesFilesWhenTheBatchIsCut() throws IOException {
    ImageShape shape = new ImageShape(8, 8, 3);
    ShardBuilder builder = new ShardBuilder(ImageEncoding.FILES, shape, 3);
    BufferedImage red = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1200; i++) {
      red.setRGB(i % 40, i / 40, 0xFF0000);
    }
    builder.add(2, png(red));
    builder.add(1, "not an image".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String path = directory.resolve("files").toString();
    Shard files = TinyData.written(builder, ImageEncoding.FILES, shape, path);
    DatasetManifest described = TinyData.manifest(ImageEncoding.FILES, shape, files.file());

    for (Augmentation augmentation :
        new Augmentation[] {Augmentation.NONE, Augmentation.resized(0.08)}) {
      BatchReader reader = new BatchReader(described, augmentation);
      Batch batch = reader.batch(files, new int[] {0}, new SeedTree(1));
      assertThat(batch.images()[0]).isCloseTo((1 - 0.25f) / 0.5f, within(1e-6f));
      assertThat(batch.images()[190]).isCloseTo(-0.5f / 0.25f, within(1e-6f));
      assertThatThrownBy(() -> reader.batch(files, new int[] {1}, new SeedTree(1)))
          .isInstanceOf(CorruptFileException.class)
          .hasMessageContaining("image 1 is neither a JPEG nor a PNG");
    }
  }

  private BatchReader reader(Augmentation augmentation) {
    return new BatchReader(manifest, augmentation);
  }

  private float[] moved(float[] image, int down, int right, boolean flip) {
    float[] black = {-0.5f, -2f};
    float[] out = new float[image.length];
    for (int i = 0; i < out.length; i++) {
      int c = i % 2;
      int x = i / 2 % 3;
      int y = i / 6 + down;
      int fromX = (flip ? 2 - x : x) + right;
      boolean inside = y >= 0 && y < 4 && fromX >= 0 && fromX < 3;
      out[i] = inside ? image[(y * 3 + fromX) * 2 + c] : black[c];
    }
    return out;
  }

  private static Pixels noise(ImageShape shape) {
    byte[] values = new byte[(int) shape.elements()];
    new java.util.Random(shape.height()).nextBytes(values);
    return new Pixels(shape, values);
  }

  private static double mean(Pixels pixels) {
    double sum = 0;
    for (byte value : pixels.values()) {
      sum += value & 0xFF;
    }
    return sum / pixels.values().length;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
