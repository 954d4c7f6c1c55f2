package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Searches of one application, at the same time. */
class SideBySideTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private SearchSummary run(String name, Experiment experiment) throws IOException {
    return new SearchJob(
            SPARK.context(),
            experiment,
            SmallSearch.start(directory.resolve(name), false),
            line -> {})
        .run()
        .get(0)
        .summary();
  }

  private Experiment experiment(long seed) {
    SearchSettings search = Changed.of(SmallSearch.settings(4), seed);
    return SmallSearch.experiment(SPARK.stripes(), search);
  }

  /**
   * They share nets, and their theta phases have the same epochs: only the run tells them apart.
   */
  @Test
  void eachHasTheBitsThatItHasAlone() throws Exception {
    List<SearchSummary> alone = new ArrayList<>();
    for (long seed = 1; seed <= 3; seed++) {
      alone.add(run("alone-" + seed, experiment(seed)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<SearchSummary>> together = new ArrayList<>();
      for (long seed = 1; seed <= 3; seed++) {
        Experiment experiment = experiment(seed);
        String name = "together-" + seed;
        together.add(threads.submit(() -> run(name, experiment)));
      }
      for (int i = 0; i < 3; i++) {
        SearchSummary beside = together.get(i).get();
        assertThat(beside.thetaSha256()).isEqualTo(alone.get(i).thetaSha256());
        assertThat(beside.weightsSha256()).isEqualTo(alone.get(i).weightsSha256());
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(alone.stream().map(SearchSummary::weightsSha256)).doesNotHaveDuplicates();
  }
}
