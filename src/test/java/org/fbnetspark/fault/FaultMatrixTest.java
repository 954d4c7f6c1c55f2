package org.fbnetspark.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which faults the long profile tries where, and that it can be told to try some alone. */
class FaultMatrixTest {

  private static final List<String> PHASES =
      List.of("WEIGHTS", "AVERAGING", "THETA", "RETRAINING", "PROFILING");

  private static List<Cells<?>> cells(String wanted) {
    Pattern pattern = Pattern.compile(wanted);
    List<Cells<?>> cells = new ArrayList<>();
    for (FaultMatrix.Mode mode : FaultMatrix.Mode.values()) {
      cells.add(FaultMatrix.executors(mode, pattern));
    }
    cells.add(FaultMatrix.drivers(pattern));
    cells.add(FaultMatrix.clusters(pattern));
    return cells;
  }

  private static List<String> names(String wanted) {
    return cells(wanted).stream().flatMap(each -> each.names().stream()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "KILLED",
    "ALL_KILLED",
    "HUNG",
    "HUNG_THEN_GOES_ON",
    "NONE_LEFT",
    "RUN_DISK_FULL",
    "RUN_READ_ONLY",
    "LOCAL_DISK_FULL",
    "HDFS_SAFE_MODE",
    "BRIEFLY",
    "LONG",
    "FOR_GOOD"
  })
  void everyFaultIsTriedInEveryPhase(String fault) {
    assertThat(names("^" + fault + " in ")).containsAll(in(fault, PHASES));
  }

  @ParameterizedTest
  @CsvSource({"KILLED", "ALL_KILLED", "HUNG"})
  void everyPhaseOfASearchForSeveralGoalsIsDisturbed(String fault) {
    assertThat(names("GOALS"))
        .containsAll(in(fault, List.of("GOALS_WEIGHTS", "GOALS_AVERAGING", "GOALS_THETA")));
  }

  private static List<String> in(String fault, List<String> phases) {
    return phases.stream().map(phase -> fault + " in " + phase).toList();
  }

  @Test
  void someCellsAloneHaveTheSeedsOfTheWhole() throws Exception {
    assertThat(seeds("")).containsExactly("a 1", "b 2", "b 3");
    assertThat(seeds("b")).containsExactly("b 2", "b 3");
  }

  private static List<String> seeds(String wanted) throws Exception {
    List<String> made = new ArrayList<>();
    new Cells<String>(Pattern.compile(wanted))
        .one(1, "a", (of, seed) -> trial("a", seed))
        .one(2, "b", (of, seed) -> trial("b", seed))
        .run(
            1,
            "",
            new Matrix(Files.createTempDirectory("matrix")),
            (trial, number) -> made.add(trial.fault() + " " + trial.seed()));
    return made;
  }

  private static Trial trial(String fault, long seed) {
    return new Trial("", fault, "", seed, Outcome.WENT_ON, 0, "");
  }

  @Test
  void theGuideTellsHowManyTrialsThereAre() throws Exception {
    int size = cells("").stream().mapToInt(Cells::size).sum();
    assertThat(Path.of("README.md"))
        .content()
        .contains("fills up what a cluster consists of, " + size + " times");
  }
}
