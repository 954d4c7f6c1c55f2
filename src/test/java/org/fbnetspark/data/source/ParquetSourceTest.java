package org.fbnetspark.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetSourceTest {

  @TempDir Path directory;

  private Collected collected = new Collected();
  private byte[] png;

  @BeforeEach
  void draw() throws IOException {
    png = TestArchive.image("png", 4, 4, 0x102030);
  }

  @Test
  void readsTheLayoutOfHuggingFace() throws IOException {
    String names = "[\"owl\", \"cat\", \"dog\"]";
    new TestParquet(TestParquet.STRUCT).row(png, 2L).row(png, 0L).names(names).write(at("train-0"));
    new TestParquet(TestParquet.STRUCT).row(png, 0L).names(names).write(at("train-1"));
    new TestParquet(TestParquet.STRUCT).row(png, 2L).names(names).write(at("validation-0"));
    new TestParquet(TestParquet.STRUCT).row(png, -1L).names(names).write(at("test-0"));

    assertThat(read(directory)).containsExactly("owl", "dog");
    assertThat(collected.described())
        .containsExactly(
            "TRAIN 1 train-0.parquet#0",
            "TRAIN 0 train-0.parquet#1",
            "TRAIN 0 train-1.parquet#0",
            "TEST 1 validation-0.parquet#0");
    assertThat(collected.examples).allSatisfy(e -> assertThat(e.fileBytes()).isEqualTo(png));
    assertThat(collected.notes)
        .containsExactly(
            "TEST has no labels: its images are left out",
            "the validation images are the test images, for there are no others",
            "classes that are named, but have no images: 'cat'");
    assertThat(collected.reached).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
  void readsBytesAndNumbersInEveryPacking(CompressionCodecName codec) throws IOException {
    TestParquet file = new TestParquet(TestParquet.NUMBERED).packed(codec);
    for (int i = 0; i < 500; i++) {
      file.row(png, 9 + i % 2);
    }

    assertThat(read(Path.of(file.write(at("all"))))).containsExactly("09", "10");
    assertThat(collected.examples).hasSize(500);
    assertThat(collected.described()).endsWith("TRAIN 1 all.parquet#499");
  }

  @Test
  void readsNamesAndTellsRowsWithout() throws IOException {
    Files.createDirectories(directory.resolve("train"));
    Files.createDirectories(directory.resolve("test"));
    new TestParquet(TestParquet.NAMED)
        .row(png, "dog")
        .row(null, "dog")
        .row(png, null)
        .row(new byte[5000], "cat")
        .row(png, "cat")
        .write(at("train/part-0"));
    new TestParquet(TestParquet.NAMED).row(png, "cat").write(at("test/part-0"));

    assertThat(read(directory, ParquetColumns.FOUND, 4000)).containsExactly("cat", "dog");
    assertThat(collected.described())
        .containsExactly(
            "TRAIN 1 part-0.parquet#0", "TRAIN 0 part-0.parquet#4", "TEST 0 part-0.parquet#0");
    assertThat(collected.skipped)
        .containsEntry("part-0.parquet#1", "has no bytes of a picture")
        .containsEntry("part-0.parquet#2", "has no label")
        .containsEntry("part-0.parquet#3", "is longer than the limit of 4000 bytes");
  }

  @Test
  void asksWhereSeveralColumnsFit() throws IOException {
    String schema = "message m { required binary %s; required int64 %s; required int64 coarse; }";
    Path file = at("all");
    new TestParquet(String.format(Locale.ROOT, schema, "picture", "fine")).write(file);
    assertThatThrownBy(() -> read(file))
        .hasMessageContaining("more than one possible label column")
        .hasMessageContaining("'picture', 'fine', 'coarse' these could be: 'fine', 'coarse'")
        .hasMessageContaining("prepare.parquet.label-column");
    ParquetColumns wrong = new ParquetColumns(Optional.empty(), Optional.of("picture"));
    assertThatThrownBy(() -> read(file, wrong, 4000))
        .hasMessageContaining("no label column 'picture'");
    ParquetColumns image = new ParquetColumns(Optional.of("coarse"), Optional.of("fine"));
    assertThatThrownBy(() -> read(file, image, 4000))
        .hasMessageContaining("no image column 'coarse'")
        .hasMessageContaining("prepare.parquet.image-column");
  }

  @Test
  void refusesSplitsThatDoNotFit() throws IOException {
    new TestParquet(TestParquet.NUMBERED).row(png, 1).write(at("train-0"));
    new TestParquet(TestParquet.NUMBERED).row(png, 2).write(at("test-0"));
    refuses("labels in images to test with that none to train with has: '2'");
    new TestParquet(TestParquet.NUMBERED).row(png, 1).names("[\"a\"]").write(at("test-1"));
    refuses("test-1.parquet at byte 0: has other classes than the first file");
    new TestParquet(TestParquet.NUMBERED).row(png, 1).write(at("more"));
    refuses("more.parquet', whose split is not known");
    Files.delete(at("more"));
    Files.delete(at("test-1"));
    Files.createDirectories(directory.resolve("b"));
    new TestParquet(TestParquet.NUMBERED).row(png, 1).write(at("b/train-0"));
    new TestParquet(TestParquet.NUMBERED).row(png, 1).write(at("b/test-0"));
    Files.createDirectories(directory.resolve("c"));
    new TestParquet(TestParquet.NUMBERED).row(png, 1).write(at("c/train-0"));
    refuses("several data sets, in '', 'b', 'c'");
  }

  @Test
  void refusesALabelWithoutAName() throws IOException {
    new TestParquet(TestParquet.STRUCT).row(png, 3L).names("[\"a\", \"b\"]").write(at("all"));
    refuses("has label 3, but names 2 classes");
    new TestParquet(TestParquet.STRUCT).row(png, 0L).names("[").write(at("all2"));
    refuses("metadata 'huggingface' that is no JSON");
  }

  @Test
  void refusesWhatIsNoParquet() throws IOException {
    Files.writeString(at("all"), "<!DOCTYPE html><title>404</title>");
    refuses("should be a Parquet file, but is an HTML page");
  }

  @Test
  @Timeout(60)
  void everyDamageIsFoundOrHarmless() throws IOException {
    String names = "[\"cat\", \"dog\"]";
    TestParquet file = new TestParquet(TestParquet.STRUCT).names(names);
    for (int i = 0; i < 20; i++) {
      file.row(png, (long) i % 2);
    }
    Path path = at("all");
    file.write(path);
    byte[] good = Files.readAllBytes(path);
    Files.delete(directory.resolve(".all.parquet.crc"));
    for (int length = 0; length < good.length; length += 101) {
      Files.write(path, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> read(path))
          .as("cut to " + length)
          .isInstanceOf(CorruptFileException.class)
          .hasMessageContaining("all.parquet");
    }
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 150; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      Files.write(path, bad);
      try {
        read(path);
        assertThat(collected.examples).as("change " + i).hasSizeLessThanOrEqualTo(20);
      } catch (IOException e) {
        refused++;
        assertThat(e).hasMessageContaining("all.parquet");
      }
    }
    assertThat(refused).isGreaterThan(30);
  }

  private Path at(String name) {
    return directory.resolve(name + ".parquet");
  }

  private void refuses(String reason) {
    assertThatThrownBy(() -> read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  private List<String> read(Path path) throws IOException {
    return read(path, ParquetColumns.FOUND, 1 << 20);
  }

  private List<String> read(Path path, ParquetColumns columns, int imageBytes) throws IOException {
    collected = new Collected();
    SourceLimits limits = new SourceLimits(1000, 1 << 30, 100, imageBytes, 1 << 20);
    return new ParquetSource(Storage.standard(), path.toString(), columns, limits).read(collected);
  }
}
