package org.fbnetspark.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.source.GeneratedSettings;
import org.fbnetspark.data.source.ParquetColumns;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.data.source.SourceLimits;
import org.fbnetspark.data.source.SourceSettings;
import org.fbnetspark.testing.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedPlanTest {

  @TempDir private Path folder;

  private PrepareSettings settings(int train, int test, int shards, double testShare) {
    return new PrepareSettings(
        "drawn",
        new SourceSettings(
            "generated",
            Optional.empty(),
            SourceLimits.STANDARD,
            ParquetColumns.FOUND,
            new GeneratedSettings(3, 8, train, test),
            5),
        ImageEncoding.PIXELS,
        Optional.empty(),
        shards,
        1,
        testShare,
        0.1,
        5);
  }

  /** The plan has the shape, the classes and in each shard the examples that are then drawn. */
  @Test
  void whatIsDrawnIsWhatWasPlanned() throws IOException {
    try (JavaSparkContext spark = LocalSpark.start("local[1]")) {
      for (PrepareSettings settings :
          List.of(settings(61, 4, 5, 0), settings(100, 0, 4, 0.3), settings(4, 0, 7, 0))) {
        DatasetManifest planned = GeneratedPlan.of(settings);
        String output = folder.resolve("of " + settings.trainShards()).toString();
        DatasetManifest drawn = new PrepareJob(spark, line -> {}).run(settings, output);
        assertThat(planned.shape()).isEqualTo(drawn.shape());
        assertThat(planned.classes()).hasSameSizeAs(drawn.classes());
        assertThat(planned.train())
            .extracting(ShardFile::examples)
            .isEqualTo(drawn.train().stream().map(ShardFile::examples).toList());
      }
    }
  }
}
