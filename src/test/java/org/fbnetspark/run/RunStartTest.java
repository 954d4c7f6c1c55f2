package org.fbnetspark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStartTest {

  @TempDir private Path directory;

  private void fail(boolean begin) throws IOException {
    new RunStart(directory.resolve("run").toString(), false, "")
        .claimed(
            Storage.standard(),
            run -> {
              write(run, run.data() + "/shard");
              write(run, run.latencyTable());
              if (begin) {
                write(run, run.manifest());
              }
              throw new IllegalStateException("no");
            });
  }

  private static void write(RunDirectory run, String path) throws IOException {
    run.storage().replace(path, new byte[1]);
  }

  @Test
  void whateverFailsBeforeTheBeginningLeavesNoDataButTimes() {
    assertThatThrownBy(() -> fail(false)).hasMessage("no").hasNoSuppressedExceptions();
    assertThat(directory.resolve("run/data")).doesNotExist();
    assertThat(directory.resolve("run/latency-table.json")).exists();
  }

  @Test
  void whatWasThereAndWhatARunHasBegunWithStays() throws IOException {
    assertThatThrownBy(() -> fail(true)).hasMessage("no");
    assertThat(directory.resolve("run/data/shard")).exists();
    Files.delete(directory.resolve("run/manifest.json"));
    assertThatThrownBy(() -> fail(false)).hasMessage("no");
    assertThat(directory.resolve("run/data/shard")).exists();
  }

  private void failBegun(Exception failure) throws Exception {
    new RunStart(directory.resolve("begun").toString(), false, "")
        .claimed(
            Storage.standard(),
            run -> {
              run.storage()
                  .replace(
                      run.manifest(),
                      RunManifestJson.write(SampleRun.IDENTITY, Map.of("command", "retrain")));
              write(run, run.checkpoints() + "/epoch-000002.state");
              write(run, run.checkpoints() + "/epoch-000011.state");
              throw unchecked(failure);
            });
  }

  private static RuntimeException unchecked(Exception failure) throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    }
    return (RuntimeException) failure;
  }

  @Test
  void aRunThatStopsTellsWhatIsKeptAndHowToGoOn() {
    IOException full = new IOException("no space");
    assertThatThrownBy(() -> failBegun(full))
        .isInstanceOf(RunStoppedException.class)
        .hasMessageContaining("its state after epoch 11 is kept")
        .hasMessageEndingWith(
            "go on with: ./submit/retrain --resume --run-dir " + directory.resolve("begun"))
        .hasCause(full);
  }

  @Test
  void aRunThatStopsWithinAnotherIsNotNamed() {
    IllegalStateException lost = new IllegalStateException("lost");
    RunStoppedException inner = new RunStoppedException("go on with finalist 1", lost);
    assertThatThrownBy(() -> failBegun(inner)).hasMessageContaining("begun").hasCause(lost);
  }

  @Test
  void aRefusalAndATrainingThatCannotGoOnStayWhatTheyAre() {
    JobRefusedException refused = new JobRefusedException("not so");
    assertThatThrownBy(() -> failBegun(refused)).isSameAs(refused);
  }

  @Test
  void aResumedRunIsFreedOfFilesInTheMaking() throws Exception {
    String left = "." + "epoch-000003.state.123e4567-e89b-12d3-a456-426614174000.tmp";
    assertThatThrownBy(() -> failBegun(new IllegalStateException("no")));
    Path run = directory.resolve("begun");
    List<Path> folders =
        List.of(
            run,
            run.resolve("checkpoints"),
            run.resolve("goals/quick"),
            run.resolve("goals/quick/finalists"));
    for (Path folder : folders) {
      Files.createDirectories(folder);
      Files.createFile(folder.resolve(left));
      Files.createFile(folder.resolve(".mine.tmp"));
    }
    new RunStart(run.toString(), true, "").claimed(Storage.standard(), resumed -> "");
    assertThat(folders)
        .allSatisfy(
            folder -> {
              assertThat(folder.resolve(left)).doesNotExist();
              assertThat(folder.resolve(".mine.tmp")).exists();
            });
  }

  @Test
  void aDirectoryThatCannotBeClaimedIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(
            () ->
                new RunStart(file.resolve("run").toString(), false, "")
                    .claimed(Storage.standard(), run -> ""))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("choose another");
  }
}
