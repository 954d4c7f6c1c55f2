package org.fbnetspark.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.fbnetspark.config.SweepFile;
import org.fbnetspark.driver.rounds.SparkStoppedException;
import org.fbnetspark.run.RunStoppedException;
import org.fbnetspark.testing.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose program is ended, which closes Spark beneath it. */
class SweepStoppedTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  @Test
  void whatWasInterruptedHasNotFailedAndTheSweepSaysHowToGoOn() throws IOException {
    Path sweep = directory.resolve("sweep");
    SweepFile file =
        SweepFile.load(
            Files.writeString(
                directory.resolve("sweep.conf"),
                SweepJobTest.SMALL
                    + "data.path = \""
                    + SPARK.stripes()
                    + "\"\nsweep { attempts = 3, parallel = 1, axes { seed = [1, 2, 3] } }\n"),
            List.of());
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    Consumer<String> told =
        line -> {
          lines.add(line);
          if (line.startsWith("[seed=1] epoch 1/")) {
            SPARK.context().sc().stop();
          }
        };
    SweepStart start =
        new SweepStart(
            "sweep",
            sweep.toString(),
            file.settings(),
            file.points(),
            file.text(),
            SweepJobTest::read);

    assertThatThrownBy(() -> new SweepJob(SPARK.context(), start, told).run())
        .isInstanceOf(RunStoppedException.class)
        .hasMessageEndingWith("./submit/sweep --sweep-dir " + sweep)
        .hasCauseInstanceOf(SparkStoppedException.class);
    assertThat(lines)
        .noneMatch(line -> line.contains("attempt"))
        .noneMatch(line -> line.contains("failed"))
        .noneMatch(line -> line.startsWith("[seed=2]"));
  }
}
