package org.fbnetspark.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.fbnetspark.config.SweepFile;
import org.fbnetspark.report.SweepView;
import org.fbnetspark.testing.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps that cannot go on, and what they tell then; a run fails by what hears its lines. */
class SweepFailuresTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  private Path sweepDirectory() {
    return directory.resolve("sweep");
  }

  private SweepView run(String command, String sweep, Consumer<String> hearer) throws IOException {
    String data = "data.path = \"" + SPARK.stripes() + "\"\n";
    SweepFile file =
        SweepFile.load(
            Files.writeString(directory.resolve("sweep.conf"), SweepJobTest.SMALL + data + sweep),
            List.of());
    SweepStart start =
        new SweepStart(
            command,
            sweepDirectory().toString(),
            file.settings(),
            file.points(),
            command.equals("batch") ? Optional.empty() : file.text(),
            SweepJobTest::read);
    Consumer<String> told =
        line -> {
          lines.add(line);
          hearer.accept(line);
        };
    return new SweepJob(SPARK.context(), start, told).run();
  }

  /** Fails whenever a run has trained an epoch. */
  private static Consumer<String> failing(String run, RuntimeException failure) {
    return line -> {
      if (line.matches("\\[" + run + ".*] epoch \\d/\\d done.*")) {
        throw failure;
      }
    };
  }

  private List<String> attempts() {
    return lines.stream().filter(line -> line.contains("] error: attempt ")).toList();
  }

  /** A warm-up that went on by itself would go beyond the epochs that points share. */
  @Test
  void whatFailsTellsItsCauseAndHowTheSweepGoesOnButNotARunAlone() throws IOException {
    SweepView view =
        run(
            "batch",
            "sweep { attempts = 1, axes { \"search.target-macs\" = [15000, 25000] } }\n",
            failing("warm-up", new IllegalStateException("it is broken")));

    assertThat(view.failures().values())
        .hasSize(2)
        .allMatch(why -> why.equals("its warm-up failed: it is broken"));
    assertThat(attempts())
        .singleElement()
        .asString()
        .endsWith("error: attempt 1 of 1 failed: it is broken");
    assertThat(lines)
        .contains(
            "go on with     ./submit/batch FILE... --sweep-dir "
                + sweepDirectory()
                + ", with the same files")
        .noneMatch(line -> line.contains("--resume"));
  }
}
