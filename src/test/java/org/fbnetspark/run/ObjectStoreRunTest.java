package org.fbnetspark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.format.state.KeptState;
import org.fbnetspark.format.state.SearchStateBytes;
import org.fbnetspark.net.Engine;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.store.AtomicFile;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.ObjectStore;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run directory where there is no rename, under a process that dies at every step. */
class ObjectStoreRunTest {

  private static final String RUN = "objects://runs/a/run";
  private static final int EPOCHS = 4;
  private static final RunIdentity IDENTITY =
      new RunIdentity(Sha256.of("a"), Sha256.of("b"), Sha256.of("c"), Sha256.of("d"));

  private final Storage storage = ObjectStore.storage();
  private final ObjectStore.Bucket bucket = ObjectStore.bucket("runs");
  private final List<String> warnings = new ArrayList<>();
  private int committed;

  @BeforeEach
  void empty() {
    bucket.objects().clear();
    bucket.restart();
    committed = 0;
  }

  private static SearchState state(int epoch) {
    SearchState initial = SmallSearch.initial();
    float[] values = initial.weights().values().clone();
    values[0] = epoch;
    return new SearchState(epoch, initial.seed(), initial.goals(), Weights.initial(values));
  }

  private static byte[] bytes(SearchState state) {
    return SearchStateBytes.write(new KeptState<>(IDENTITY, state));
  }

  /** Epochs without training: what a search writes, in its order. */
  private void search(boolean resume) throws IOException {
    new RunStart(RUN, resume, "seed = 1\n")
        .claimed(
            storage,
            directory -> {
              CheckpointFiles<SearchState> files =
                  new CheckpointFiles<>(
                      SearchCheckpoints.CODEC,
                      directory,
                      IDENTITY,
                      Optional.of("seed = 1\n"),
                      2,
                      warnings::add);
              if (!files.any()) {
                directory.keep("seed = 1\n");
                Map<String, String> facts =
                    RunFacts.of(RunKind.SEARCH, 1, Engine.AUTO, "none", Map.of());
                storage.replace(directory.manifest(), RunManifestJson.write(IDENTITY, facts));
              }
              int done = files.latest().map(SearchState::epoch).orElse(0);
              assertThat(done).isGreaterThanOrEqualTo(committed);
              for (int epoch = done + 1; epoch <= EPOCHS; epoch++) {
                storage.replace(directory.metrics(), lines(epoch));
                files.commit(state(epoch));
                committed = epoch;
              }
              storage.replace(directory.summary(), lines(EPOCHS));
              return done;
            });
  }

  private static byte[] lines(int epochs) {
    return "epoch\n".repeat(epochs).getBytes(StandardCharsets.UTF_8);
  }

  /** Whatever a file is, it is whole. */
  private void allIsWhole() {
    bucket
        .objects()
        .forEach(
            (name, bytes) -> {
              if (name.endsWith(".state")) {
                int epoch = Integer.parseInt(name.replaceAll(".*epoch-(\\d+)\\.state", "$1"));
                assertThat(bytes).as(name).isEqualTo(bytes(state(epoch)));
              } else if (name.endsWith(".jsonl")) {
                assertThat(new String(bytes, StandardCharsets.UTF_8)).matches("(epoch\n)+");
              }
            });
  }

  /** Claims of a process that lives no more. */
  private void isGone() throws IOException {
    byte[] gone = new ClaimHolder(1, ClaimHolder.here().host(), Instant.EPOCH).bytes();
    bucket.objects().replaceAll((name, bytes) -> name.contains("/.claim-") ? gone : bytes);
  }

  private int undisturbed() throws IOException {
    search(false);
    int steps = bucket.steps();
    assertThat(bucket.objects().keySet())
        .containsExactly(
            "/a/run/checkpoints/epoch-000003.state",
            "/a/run/checkpoints/epoch-000004.state",
            "/a/run/config.conf",
            "/a/run/manifest.json",
            "/a/run/metrics.jsonl",
            "/a/run/summary.json");
    return steps;
  }

  private void disturbedAtEveryStep(ObjIntConsumer<ObjectStore.Bucket> disturbance)
      throws IOException {
    int steps = undisturbed();
    assertThat(steps).isGreaterThan(60);
    for (int step = 0; step < steps; step++) {
      empty();
      disturbance.accept(bucket, step);
      try {
        search(false);
      } catch (ObjectStore.Killed | IOException | RuntimeException ended) {
        // It is looked into what is left.
      }
      bucket.restart();
      isGone();
      allIsWhole();
      search(bucket.objects().containsKey("/a/run/manifest.json"));
      allIsWhole();
      assertThat(bucket.objects().get("/a/run/checkpoints/epoch-000004.state"))
          .as("after step " + step)
          .isEqualTo(bytes(state(EPOCHS)));
      assertThat(bucket.objects().get("/a/run/metrics.jsonl")).isEqualTo(lines(EPOCHS));
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void aProcessKilledAtAnyStepLosesNoCheckpoint() throws IOException {
    disturbedAtEveryStep(ObjectStore.Bucket::killAt);
  }

  @Test
  void aStepThatFailsLeavesNoPartOfAFile() throws IOException {
    disturbedAtEveryStep(ObjectStore.Bucket::failAt);
  }

  @Test
  void aFileIsSeenAsAWholeOrNotAtAll() throws IOException {
    String path = RUN + "/file";
    storage.write(path, new byte[10]);
    try (AtomicFile file = storage.createOrReplace(path)) {
      file.stream().write(new byte[20]);
      assertThat(storage.bytes(path)).isEqualTo(10);
    }
    assertThat(storage.bytes(path)).isEqualTo(10);
    assertThatThrownBy(() -> storage.write(path, new byte[1])).hasMessageContaining("exists");
    storage.replace(path, new byte[30]);
    assertThat(storage.bytes(path)).isEqualTo(30);
    assertThat(bucket.objects()).hasSize(1);
    assertThat(storage.commitNote(RUN))
        .hasValueSatisfying(note -> assertThat(note).startsWith("files: objects://runs shows"));
    assertThat(storage.createsExclusively(path)).isFalse();
    assertThat(Storage.standard().createsExclusively("/tmp/file")).isTrue();
    assertThat(Storage.standard().commitNote("/tmp")).isEmpty();
  }

  /** What the store is there for: the commit of other file systems would lose files here. */
  @Test
  void aCommitByRenameWouldLoseAFile() throws IOException {
    Configuration conf = new Configuration();
    ObjectStore.settings().forEach(conf::set);
    Path old = new Path(RUN + "/file");
    Path made = new Path(RUN + "/made");
    FileSystem files = old.getFileSystem(conf);
    storage.write(old.toString(), new byte[10]);
    storage.write(made.toString(), new byte[20]);
    bucket.restart();
    bucket.killAt(2);
    files.delete(old, false);
    assertThatThrownBy(() -> files.rename(made, old)).isInstanceOf(ObjectStore.Killed.class);
    assertThat(bucket.objects()).doesNotContainKey("/a/run/file");
  }
}
