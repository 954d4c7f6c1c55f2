package org.fbnetspark.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fbnetspark.config.SweepFile;
import org.fbnetspark.testing.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Dry runs of sweeps that have begun. */
class SweepDryRunTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path sweep;

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  private SweepJob job(String more) {
    String data = "data.path = \"" + SPARK.stripes() + "\"\n";
    SweepFile file = SweepFile.parse(SweepJobTest.SMALL + data + more, "a test", List.of());
    SweepStart start =
        new SweepStart(
            "sweep",
            sweep.toString(),
            file.settings(),
            file.points(),
            file.text(),
            SweepJobTest::read);
    return new SweepJob(SPARK.context(), start, lines::add);
  }

  @Test
  void aDryRunCountsWhatIsLeftOfRunsThatHaveBegun() throws IOException {
    String finalists =
        "search { finalist-epochs = 1, finalists = 2 }\nretrain.shards = 2\n"
            + "sweep { axes { seed = [1, 2] } }\n";
    job(finalists).run();
    Path begun = sweep.resolve("points/seed=1");
    Files.delete(begun.resolve("summary.json"));
    Files.delete(begun.resolve("finalists/retrain-2/checkpoints/epoch-000001.state"));
    Files.delete(begun.resolve("checkpoints/epoch-000003.state"));
    lines.clear();

    assertThat(job(finalists).dryRun()).isTrue();

    assertThat(lines)
        .contains(
            "points    2: 1 begun, 1 finished",
            "epochs    1 to train, behind 2 of runs that have begun")
        .anyMatch(
            line ->
                line.startsWith(
                    "besides   networks to time, up to 1 retrainings of 1 epochs (at most "));
  }
}
