package org.fbnetspark.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.domain.run.SweepRecord;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.report.SearchView;
import org.fbnetspark.report.SweepText;
import org.fbnetspark.report.SweepView;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepFilesTest {

  @TempDir Path directory;

  private SweepFiles files(List<SweepRecord.Point> points) throws IOException {
    SweepDirectory sweep = SweepDirectory.at(Storage.standard(), directory.toString());
    sweep.keep(new SweepRecord("sweep", points, Map.of()));
    return new SweepFiles(sweep);
  }

  private static SearchView read(RunFiles run) throws IOException {
    Experiment experiment =
        ConfigFile.parse(run.config(), run.configPath(), List.of()).experiment();
    return new SearchView(run.search(experiment.search(), experiment.costs()));
  }

  @Test
  void pointsAreToldWithTheFoldersThatTheyLieIn() throws IOException {
    SweepFiles files =
        files(
            List.of(
                new SweepRecord.Point("a", "goals-1", Optional.empty()),
                new SweepRecord.Point("b", "goals-1", Optional.empty()),
                new SweepRecord.Point("c", "c", Optional.empty())));
    for (String goal : List.of("a", "b")) {
      Path folder = directory.resolve("points/goals-1/goals").resolve(goal);
      SampleRun.write(SampleRun.finished(folder.toString()));
    }

    SweepView view = files.view(SweepFilesTest::read, Optional.empty());
    files.write(view, Optional.empty());

    assertThat(view.points())
        .extracting(SweepView.Point::path)
        .containsExactly("points/goals-1/goals/a", "points/goals-1/goals/b", "points/c");
    assertThat(directory.resolve(view.points().get(0).path()).resolve("summary.json")).exists();
    assertThat(SweepText.status(view))
        .containsPattern("a +finished .* points/goals-1/goals/a\n")
        .containsPattern("c +not begun .* points/c\n");
    assertThat(Files.readAllLines(directory.resolve("pareto.csv")))
        .hasSize(3)
        .anyMatch(line -> line.endsWith(",points/goals-1/goals/b"));
  }

  @Test
  void epochsThatPointsShareAreToldWhileTheyAreTrained() throws IOException {
    Path warmUp = directory.resolve("warm-up/1a2b");
    Optional<String> shared = Optional.of("1a2b");
    SweepFiles files =
        files(
            List.of(
                new SweepRecord.Point("a", "a", shared),
                new SweepRecord.Point("b", "b", shared),
                new SweepRecord.Point("c", "c", Optional.of("3c4d"))));
    SampleRun.write(SampleRun.unfinished(warmUp.toString(), 0));

    SweepView view = files.view(SweepFilesTest::read, Optional.empty());
    assertThat(SweepText.status(view))
        .contains("\nwarm-up 1a2b: 0 of 1 epochs that 2 points go on from\n\n");

    SampleRun.write(SampleRun.unfinished(warmUp.toString(), 1));
    view = files.view(SweepFilesTest::read, Optional.empty());
    assertThat(view.warmUps()).singleElement().matches(SweepView.WarmUp::over);
    assertThat(SweepText.status(view)).doesNotContain("warm-up");
  }
}
