package org.fbnetspark.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.SkippedExamples.Skipped;
import org.fbnetspark.data.source.GeneratedSettings;
import org.fbnetspark.data.source.ParquetColumns;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.data.source.SourceLimits;
import org.fbnetspark.data.source.SourceSettings;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a preparation does with image folders that are not as they should be. */
class PrepareHostileTest {

  private static JavaSparkContext context;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    context = LocalContext.of(2);
  }

  @AfterAll
  static void stop() {
    context.stop();
  }

  @Test
  void namesCorruptAndWrongImagesAndGoesOn() throws IOException {
    plant("train/cat/1.png", picture(8, 8));
    plant("train/cat/2.png", picture(8, 9));
    plant("train/cat/3.png", Arrays.copyOf(picture(8, 8), 40));
    plant("train/dog/1.png", picture(8, 8));
    plant("train/dog/2.jpg", new byte[0]);
    plant("test/dog/3.png", picture(8, 8));

    DatasetManifest manifest = prepare(ImageEncoding.PIXELS, Optional.empty(), 0);

    assertThat(manifest.classes())
        .containsExactly(new DatasetClass("cat", 1, 0), new DatasetClass("dog", 1, 1));
    assertThat(manifest.skipped().total()).isEqualTo(3);
    assertThat(manifest.skipped().first())
        .extracting(Skipped::reason)
        .anyMatch(reason -> reason.contains("is 8x9x3, but the data set's images are 8x8x3"))
        .anyMatch(reason -> reason.contains("cannot be decoded"))
        .anyMatch(reason -> reason.contains("neither a JPEG nor a PNG"));
  }

  @Test
  void resizesWhereASideIsGiven() throws IOException {
    plant("train/cat/1.png", picture(20, 30));
    plant("train/dog/1.png", picture(9, 5));

    DatasetManifest pixels = prepare(ImageEncoding.PIXELS, Optional.of(6), 0);

    assertThat(pixels.shape()).isEqualTo(new ImageShape(6, 6, 3));
    assertThat(pixels.skipped().total()).isZero();
  }

  @Test
  void holdsOutAShareWhereThereIsNoTestSplit() throws IOException {
    for (int i = 0; i < 60; i++) {
      plant("cat/" + i + ".png", picture(8, 8));
      plant("dog/" + i + ".png", picture(8, 8));
    }

    DatasetManifest manifest = prepare(ImageEncoding.FILES, Optional.of(8), 0.25);

    assertThat(manifest.encoding()).isEqualTo(ImageEncoding.FILES);
    assertThat(manifest.trainExamples() + manifest.testExamples()).isEqualTo(120);
    assertThat(manifest.testExamples()).isBetween(15L, 45L);
  }

  @Test
  void refusesAnEmptyClassAndLeavesNothing() throws IOException {
    plant("train/cat/1.png", picture(8, 8));
    Files.createDirectories(directory.resolve("source/train/dog"));

    refuses("class 'dog'", "has no JPEG or PNG file to train with");
  }

  @Test
  void refusesAClassWithoutAUsableImageAndLeavesNothing() throws IOException {
    plant("train/cat/1.png", picture(8, 8));
    plant("train/dog/1.png", new byte[] {1, 2, 3});

    refuses("Class 'dog'", "neither a JPEG nor a PNG");
  }

  @Test
  void refusesClassesThatDifferInCaseAloneAndLeavesNothing() throws IOException {
    plant("train/cat/1.png", picture(8, 8));
    plant("train/Cat/2.png", picture(8, 8));

    refuses("twice", "'cat'");
  }

  @Test
  void refusesAnEmptyFolderAndLeavesNothing() throws IOException {
    Files.createDirectories(directory.resolve("source"));

    refuses("holds no usable image", "source");
  }

  private void refuses(String... reasons) {
    var thrown =
        assertThatThrownBy(() -> prepare(ImageEncoding.PIXELS, Optional.empty(), 0))
            .isInstanceOf(IOException.class);
    for (String reason : reasons) {
      thrown.hasMessageContaining(reason);
    }
    assertThat(directory.resolve("output")).doesNotExist();
  }

  private DatasetManifest prepare(ImageEncoding encoding, Optional<Integer> side, double testShare)
      throws IOException {
    SourceSettings source =
        new SourceSettings(
            "image-folder",
            Optional.of(directory.resolve("source").toString()),
            SourceLimits.STANDARD,
            ParquetColumns.FOUND,
            new GeneratedSettings(2, 8, 2, 0),
            1);
    return new PrepareJob(context, line -> {})
        .run(
            new PrepareSettings(
                "pets",
                source,
                directory.resolve("output").toString(),
                encoding,
                side,
                3,
                2,
                testShare,
                1));
  }

  private void plant(String name, byte[] bytes) throws IOException {
    Path path = directory.resolve("source").resolve(name);
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
  }

  private static byte[] picture(int height, int width) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(height * 100L + width);
    for (int i = 0; i < height * width; i++) {
      image.setRGB(i % width, i / width, random.nextInt());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
