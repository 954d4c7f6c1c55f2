package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.format.state.KeptState;
import org.fbnetspark.format.state.SearchStateBytes;
import org.fbnetspark.search.Checkpoints;
import org.fbnetspark.search.Goal;
import org.fbnetspark.search.SearchLoop;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search whose averages an outer step follows. */
class OuterSearchTest {

  private static final RunIdentity IDENTITY =
      new RunIdentity("01".repeat(32), "ab".repeat(32), "cd".repeat(32), "ef".repeat(32));

  @TempDir Path directory;

  private static SearchSettings settings(OuterStep outer) {
    SearchSettings plain = SmallSearch.settings(3);
    return Changed.of(plain, Changed.of(plain.weights(), outer));
  }

  /** Keeps the state of one epoch as a checkpoint does. */
  private static final class Kept implements Checkpoints {
    private final int epoch;
    private final Optional<SearchState> latest;
    private byte[] bytes = new byte[0];

    Kept(int epoch, Optional<SearchState> latest) {
      this.epoch = epoch;
      this.latest = latest;
    }

    SearchState state() {
      try {
        return SearchStateBytes.read(bytes, "kept").state();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Optional<SearchState> latest() {
      return latest;
    }

    @Override
    public void commit(SearchState state) {
      if (state.epoch() == epoch) {
        bytes = SearchStateBytes.write(new KeptState<>(IDENTITY, state));
      }
    }
  }

  private static SearchState search(
      String master, DatasetManifest data, OuterStep outer, Checkpoints checkpoints) {
    SearchSettings settings = settings(outer);
    try (JavaSparkContext spark = LocalSpark.start(master);
        SparkWorkers workers =
            new SparkWorkers(
                spark, settings, SmallSearch.run(data), (epoch, phase, round, done, tasks) -> {})) {
      return new SearchLoop(
              settings,
              List.of(Goal.only(settings, SmallSearch.health())),
              workers,
              checkpoints,
              new Unwatched())
          .run(SmallSearch.initial());
    }
  }

  @Test
  void itGoesOnFromACheckpointToTheSameBits() throws IOException {
    DatasetManifest data = SmallSearch.data(directory);
    OuterStep slowMo = new OuterStep(0.4, false, 1, OuterStep.Inner.ZEROED);
    Kept kept = new Kept(2, Optional.empty());
    SearchState whole = search("local[2]", data, slowMo, kept);

    assertThat(kept.state().weights().outer()).hasSize(whole.weights().length());
    assertThat(whole.weights().momentum()).containsOnly(0);
    SearchState resumed = search("local[1]", data, slowMo, new Kept(0, Optional.of(kept.state())));
    assertThat(resumed).isEqualTo(whole);

    SearchState plain = search("local[2]", data, OuterStep.NONE, new Kept(0, Optional.empty()));
    assertThat(plain.weights().outer()).isEmpty();
    assertThat(plain.weights()).isNotEqualTo(whole.weights());
  }

  private static final class Unwatched implements TrainingProgress {
    @Override
    public void started(int epochs, List<Integer> rounds) {}

    @Override
    public void round(Round round) {}

    @Override
    public void epoch(Epoch epoch) {}
  }
}
