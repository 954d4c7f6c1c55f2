package org.fbnetspark.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.fbnetspark.config.SweepFile;
import org.fbnetspark.driver.rounds.NoExecutorsException;
import org.fbnetspark.report.SweepView;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunStoppedException;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SampleRun;
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

  private static final String ONE_BY_ONE =
      "sweep { attempts = 3, parallel = 1, share = none, axes { seed = [1, 2, 3] } }\n";

  @Test
  void whereNoExecutorIsLeftNothingIsTriedAgainAndNoFurtherRunBegins() throws IOException {
    SweepView view = run("sweep", ONE_BY_ONE, failing("seed=1", new NoExecutorsException(900)));

    assertThat(view.failures()).containsOnlyKeys("seed=1");
    assertThat(view.failures().get("seed=1")).startsWith("no executor has been there for 900 s");
    assertThat(attempts()).hasSize(1);
    assertThat(view.points()).extracting(view::state).endsWith("not begun", "not begun");
    assertThat(lines)
        .contains("go on with     ./submit/sweep --sweep-dir " + sweepDirectory())
        .anyMatch(line -> line.startsWith("error: no executor is left, so that no further run "));
    lines.clear();

    SweepView later = run("sweep", ONE_BY_ONE, line -> {});

    assertThat(later.finished()).isEqualTo(3);
    assertThat(lines)
        .contains("points    3: 2 new, 1 begun")
        .noneMatch(line -> line.startsWith("go on with"));
  }

  @Test
  void aDamagedFileIsNotReadAgain() throws IOException {
    IOException damaged = new CorruptFileException("train-0", 7, "another checksum");
    SweepView view =
        run("sweep", ONE_BY_ONE, failing("seed=1", new IllegalStateException("a job", damaged)));

    assertThat(attempts()).hasSize(1);
    assertThat(view.failures()).containsOnlyKeys("seed=1");
    assertThat(view.finished()).isEqualTo(2);
  }

  @Test
  void pointsOfAWarmUpThatNoExecutorIsLeftForDoNotBegin() throws IOException {
    SweepView view =
        run(
            "sweep",
            "sweep { attempts = 3, axes { \"search.target-macs\" = [15000, 25000] } }\n",
            failing("warm-up", new NoExecutorsException(900)));

    assertThat(attempts()).hasSize(1);
    assertThat(view.failures()).hasSize(2);
    assertThat(view.failures().values())
        .allMatch(why -> why.startsWith("its warm-up failed: no executor has been there"));
    assertThat(sweepDirectory().resolve("points")).doesNotExist();
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

  @Test
  void failuresThatCannotBeKeptAreToldAsThoseOfASweepThatHasStopped() {
    Consumer<String> failing = failing("seed=1", new IllegalStateException("it is broken"));
    assertThatThrownBy(
            () ->
                run(
                    "sweep",
                    "sweep { attempts = 1, parallel = 1, share = none, axes { seed = [1, 2] } }\n",
                    line -> {
                      if (line.contains("] error: attempt ")) {
                        spoil(sweepDirectory().resolve("manifest.json"));
                      }
                      failing.accept(line);
                    }))
        .isInstanceOf(RunStoppedException.class)
        .hasMessageContaining("the sweep in " + sweepDirectory() + " has stopped")
        .hasMessageEndingWith("go on with: ./submit/sweep --sweep-dir " + sweepDirectory())
        .hasCauseInstanceOf(IOException.class);
    assertThat(lines).contains("failed         seed=1: it is broken");
  }

  /** Puts a folder in the place of a file, which nobody can read or write over. */
  private static void spoil(Path file) {
    try {
      Files.delete(file);
      Files.createFile(Files.createDirectory(file).resolve("in-the-way"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aSweepWhoseDriverDiedElsewhereIsGoneOnWithOnceAllIsSilent() throws IOException {
    run("sweep", "sweep { axes { \"search.target-macs\" = [15000, 25000] } }\n", line -> {});
    Path claim = sweepDirectory().resolve(".claim-1");
    Files.writeString(claim, "process 1 of elsewhere since 2026-01-01T00:00:00Z\n");
    SampleRun.age(sweepDirectory(), Instant.now().minusSeconds(7200));
    String more = "sweep { axes { \"search.target-macs\" = [15000, 20000, 25000] } }\n";
    Path metrics = sweepDirectory().resolve("points/target-macs=25000/metrics.jsonl");
    Files.setLastModifiedTime(metrics, FileTime.from(Instant.now()));

    assertThatThrownBy(() -> run("sweep", more, line -> {}))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("is being written by process 1 of elsewhere");

    Files.setLastModifiedTime(metrics, FileTime.from(Instant.now().minusSeconds(7200)));
    assertThat(run("sweep", more, line -> {}).finished()).isEqualTo(3);
    assertThat(claim).doesNotExist();
  }
}
