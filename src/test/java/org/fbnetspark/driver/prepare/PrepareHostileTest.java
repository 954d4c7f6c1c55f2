package org.fbnetspark.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.SkippedExamples.Group;
import org.fbnetspark.data.source.GeneratedSettings;
import org.fbnetspark.data.source.ParquetColumns;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.data.source.SourceLimits;
import org.fbnetspark.data.source.SourceSettings;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.testing.LocalSpark;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a preparation does with image folders that are not as they should be. */
class PrepareHostileTest {

  private static JavaSparkContext context;

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();
  private double maxSkippedShare = 1;

  @BeforeAll
  static void start() {
    context = LocalSpark.start("local[2]");
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
    assertThat(manifest.skipped().groups())
        .extracting(Group::reason)
        .containsExactlyInAnyOrder(
            "is not of 8x8x3, the size of most; prepare.side resizes all",
            "ends early",
            "is empty");
  }

  @Test
  void skipsDamagedPicturesWhateverTheEncodingAndGroupsThem() throws IOException {
    byte[] sound = picture(8, 8);
    for (int i = 0; i < 6; i++) {
      plant("train/cat/" + i + ".png", sound);
      plant(
          "train/dog/" + i + ".png", Arrays.copyOf(sound, i < 4 ? sound.length / 2 : sound.length));
    }
    plant("train/dog/7.jpg", "<html>404</html>".getBytes(StandardCharsets.US_ASCII));
    maxSkippedShare = 5 / 13.0;

    for (ImageEncoding encoding : ImageEncoding.values()) {
      lines.clear();
      DatasetManifest manifest = prepare(encoding, Optional.of(8), 0);
      assertThat(manifest.trainExamples()).as("%s", encoding).isEqualTo(8);
      assertThat(lines)
          .anyMatch(line -> line.matches("skipped 4: ends early \\(.*, .*, .*, …\\)"))
          .anyMatch(line -> line.matches("skipped 1: is an HTML page, .*7.jpg\\)"))
          .last()
          .asString()
          .contains("5 skipped");
    }

    maxSkippedShare = 0.38;
    refuses(
        "5 of 13 images of image folder source cannot be used (38.5 %)",
        "at most 38.0 % may be skipped",
        "skipped 4: ends early",
        "raise prepare.max-skipped-share");
  }

  @Test
  void takesTheSizeOfMostAndNotOfTheFirst() throws IOException {
    plant("train/a/0.png", picture(9, 9));
    for (int i = 0; i < 20; i++) {
      plant("train/b/" + i + ".png", picture(8, 8));
      plant("train/a/0" + i + ".png", picture(8, 8));
    }

    maxSkippedShare = 0.02;
    refuses("several sizes (40 of 8x8x3, 1 of 9x9x3)", "set prepare.side");

    maxSkippedShare = 0.03;
    DatasetManifest manifest = prepare(ImageEncoding.PIXELS, Optional.empty(), 0);
    assertThat(manifest.shape()).isEqualTo(new ImageShape(8, 8, 3));
    assertThat(manifest.trainExamples()).isEqualTo(40);
    assertThat(manifest.skipped().total()).isEqualTo(1);
  }

  @Test
  void warnsOfASingleClass() throws IOException {
    plant("cat/1.png", picture(8, 8));

    prepare(ImageEncoding.PIXELS, Optional.empty(), 0);

    assertThat(lines).anyMatch(line -> line.startsWith("warning: 'cat' is the only class"));
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

    refuses("Class 'dog'", "neither a JPEG nor a PNG picture");
  }

  @Test
  void saysWhyNoneOfThePicturesIsUsable() throws IOException {
    plant("train/cat/1.png", new byte[0]);

    refuses("holds no usable image", "skipped 1: is empty", "train/cat/1.png");
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
    Path output = output();
    var thrown =
        assertThatThrownBy(() -> prepare(ImageEncoding.PIXELS, Optional.empty(), 0))
            .isInstanceOf(IOException.class);
    for (String reason : reasons) {
      thrown.hasMessageContaining(reason);
    }
    assertThat(output()).isEqualTo(output);
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
    return new PrepareJob(context, lines::add)
        .run(
            new PrepareSettings(
                "pets", source, encoding, side, 3, 2, testShare, maxSkippedShare, 1),
            output().toString());
  }

  /** Another one each time a data set is there. */
  private Path output() {
    int number = 0;
    while (Files.exists(directory.resolve("output-" + number))) {
      number++;
    }
    return directory.resolve("output-" + number);
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
