package org.fbnetspark.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.Shard;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.source.GeneratedSettings;
import org.fbnetspark.data.source.ParquetColumns;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.data.source.SourceLimits;
import org.fbnetspark.data.source.SourceSettings;
import org.fbnetspark.run.DatasetDirectory;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.LocalSpark;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareJobTest {

  private static JavaSparkContext context;

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  @BeforeAll
  static void start() {
    context = LocalSpark.start("local[2]");
  }

  @AfterAll
  static void stop() {
    context.stop();
  }

  @Test
  void preparesGeneratedImages() throws IOException {
    Path output = directory.resolve("set");

    DatasetManifest manifest = run(output, 7);

    assertThat(manifest.trainExamples()).isEqualTo(100);
    assertThat(manifest.testExamples()).isEqualTo(30);
    assertThat(manifest.classes()).hasSize(10).contains(new DatasetClass("rings", 10, 3));
    assertThat(manifest.classNames()).isSorted();
    assertThat(manifest.train()).hasSize(4);
    assertThat(manifest.test()).hasSize(2);
    assertThat(names(output))
        .containsExactly(
            "dataset.json",
            "test-00000.shard",
            "test-00001.shard",
            "train-00000.shard",
            "train-00001.shard",
            "train-00002.shard",
            "train-00003.shard");
    DatasetDirectory opened = DatasetDirectory.at(Storage.standard(), output.toString());
    assertThat(opened.manifest()).isEqualTo(manifest);
    int[] classCounts = new int[10];
    for (ShardFile file : manifest.train()) {
      Shard shard = Shard.read(Storage.standard(), file, manifest);
      assertThat(shard.size()).isBetween(20, 30);
      for (int i = 0; i < shard.size(); i++) {
        classCounts[shard.label(i)]++;
      }
    }
    assertThat(classCounts).containsOnly(10);
    assertThat(lines).last().asString().contains("100 images to train, 30 to test");
  }

  @Test
  void theSeedAloneDecidesTheBytes() throws IOException {
    DatasetManifest first = run(directory.resolve("a"), 7);
    DatasetManifest same = run(directory.resolve("b"), 7);
    DatasetManifest other = run(directory.resolve("c"), 8);

    assertThat(checksums(same)).isEqualTo(checksums(first));
    assertThat(checksums(other)).doesNotContainAnyElementsOf(checksums(first));
    assertThat(same.statistics()).isEqualTo(first.statistics());
  }

  @Test
  void doesNotTouchADataSetThatIsThere() throws IOException {
    Path output = directory.resolve("set");
    run(output, 7);
    List<String> before = names(output);

    assertThatThrownBy(() -> run(output, 8)).hasMessageContaining("holds a data set already");
    assertThat(names(output)).isEqualTo(before);
  }

  @Test
  void finishesWhatAKilledPreparationLeft() throws IOException {
    Path output = directory.resolve("set");
    Files.createDirectories(output.resolve("_staging"));
    Files.write(output.resolve("_staging/train-0"), new byte[9]);
    Files.write(output.resolve("train-00001.shard"), new byte[9]);

    DatasetManifest manifest = run(output, 7);

    assertThat(manifest.train()).hasSize(4);
    assertThat(names(output)).hasSize(7);
  }

  /** It had more shards, and was killed while a task wrote one. */
  @Test
  void takesOverFromAPreparationThatDiedElsewhere() throws IOException {
    Path output = directory.resolve("set");
    Files.createDirectories(output);
    Path claim = output.resolve(".claim-1");
    Files.writeString(claim, "process 1 of elsewhere since 2026-01-01T00:00:00Z\n");
    Files.write(output.resolve("train-00009.shard"), new byte[9]);
    Files.write(output.resolve(".train-00007.shard." + UUID.randomUUID() + ".tmp"), new byte[9]);
    assertThatThrownBy(() -> run(output, 7)).hasMessageContaining("process 1 of elsewhere");
    assertThat(names(output)).hasSize(3);

    Files.setLastModifiedTime(claim, FileTime.from(Instant.now().minusSeconds(3600)));
    assertThat(run(output, 7).train()).hasSize(4);
    assertThat(names(output)).hasSize(7).doesNotContain("train-00009.shard");
  }

  private DatasetManifest run(Path output, long seed) throws IOException {
    return new PrepareJob(context, lines::add).run(generated(seed), output.toString());
  }

  private static PrepareSettings generated(long seed) {
    return new PrepareSettings(
        "drawn",
        new SourceSettings(
            "generated",
            Optional.empty(),
            SourceLimits.STANDARD,
            ParquetColumns.FOUND,
            new GeneratedSettings(10, 16, 100, 30),
            seed),
        ImageEncoding.PIXELS,
        Optional.empty(),
        4,
        2,
        0.1,
        0,
        seed);
  }

  private static List<String> checksums(DatasetManifest manifest) {
    return manifest.train().stream().map(ShardFile::checksum).toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
