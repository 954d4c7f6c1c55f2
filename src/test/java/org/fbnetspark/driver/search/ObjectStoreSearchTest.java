package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.ObjectStore;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search whose run directory is in an object store. */
class ObjectStoreSearchTest {

  private static final String SETTING = "spark.hadoop.fs.objects.impl";

  @TempDir private Path directory;
  private final List<String> lines = new ArrayList<>();

  private SearchSummary search(JavaSparkContext spark, Experiment experiment, String run)
      throws IOException {
    boolean resume = run.endsWith("again");
    RunStart start = new RunStart(run.replaceFirst(" again$", ""), resume, "seed = 11\n");
    return new SearchJob(spark, experiment, start, lines::add).run().get(0).summary();
  }

  @Test
  void aDriverKilledInACommitResumesToTheBitsOfALocalRun() throws IOException {
    Experiment experiment =
        SmallSearch.experiment(SmallSearch.prepared(directory.resolve("stripes")), 3);
    System.setProperty(SETTING, ObjectStore.class.getName());
    try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
      SearchSummary local = search(spark, experiment, directory.resolve("run").toString());
      assertThat(lines).noneMatch(line -> line.startsWith("files: "));
      SearchSummary stored = search(spark, experiment, "objects://search/whole");
      assertThat(stored.thetaSha256()).isEqualTo(local.thetaSha256());
      assertThat(stored.weightsSha256()).isEqualTo(local.weightsSha256());
      assertThat(lines).anyMatch(line -> line.startsWith("files: objects://search shows"));

      ObjectStore.Bucket bucket = ObjectStore.bucket("killed");
      bucket.killAt(ObjectStore.bucket("search").steps() / 2);
      assertThatThrownBy(() -> search(spark, experiment, "objects://killed/run"))
          .isInstanceOf(ObjectStore.Killed.class);
      bucket.restart();
      bucket.objects().keySet().removeIf(name -> name.contains("/.claim-"));
      SearchSummary resumed = search(spark, experiment, "objects://killed/run again");
      assertThat(lines).anyMatch(line -> line.startsWith("resuming after"));
      assertThat(resumed.thetaSha256()).isEqualTo(local.thetaSha256());
      assertThat(resumed.weightsSha256()).isEqualTo(local.weightsSha256());
      assertThat(ObjectStore.bucket("killed").objects().keySet())
          .isEqualTo(
              ObjectStore.bucket("search").objects().keySet().stream()
                  .map(name -> name.replace("/whole/", "/run/"))
                  .collect(java.util.stream.Collectors.toSet()));
    } finally {
      System.clearProperty(SETTING);
    }
  }
}
