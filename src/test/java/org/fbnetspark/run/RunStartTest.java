package org.fbnetspark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fbnetspark.store.Storage;
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
}
