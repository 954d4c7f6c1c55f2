package org.fbnetspark.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.config.SweepFile;
import org.fbnetspark.run.SweepDirectory;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoalGroupsTest {

  @TempDir Path directory;

  /** Points that differ in their goals alone, none of which has begun. */
  private List<PlannedRun> points(int number) throws IOException {
    String targets =
        IntStream.rangeClosed(1, number)
            .mapToObj(point -> point + "000")
            .collect(Collectors.joining(", "));
    Path file =
        Files.writeString(
            directory.resolve("sweep.conf"),
            "cost.kind = macs\nsweep.axes { \"search.target-macs\" = [" + targets + "] }\n");
    return SweepFile.load(file, List.of()).points().stream()
        .map(
            point ->
                new PlannedRun(
                    point.name(),
                    List.of(point.name()),
                    point.configuration(),
                    Optional.empty(),
                    Optional.empty(),
                    PlannedRun.State.NEW,
                    PlannedRun.Done.NOTHING))
        .toList();
  }

  private List<PlannedRun> groups(List<PlannedRun> points) throws IOException {
    return new GoalGroups(SweepDirectory.at(Storage.standard(), directory.toString())).of(points);
  }

  @Test
  void morePointsThanARunHasGoalsAreCutEvenly() throws IOException {
    List<PlannedRun> points = points(130);

    List<PlannedRun> runs = groups(points);

    assertThat(runs).extracting(run -> run.experiment().goals().size()).containsExactly(44, 43, 43);
    assertThat(runs).extracting(PlannedRun::name).doesNotHaveDuplicates();
    assertThat(runs.stream().flatMap(run -> run.points().stream()))
        .containsExactlyElementsOf(points.stream().map(PlannedRun::name).toList());
    assertThat(names(groups(points))).isEqualTo(names(runs));
    assertThat(groups(points.subList(0, 64))).hasSize(1);
  }

  @Test
  void theOtherRunsKeepTheirNamesWhenOneHasBegun() throws IOException {
    List<PlannedRun> points = points(130);
    List<String> names = names(groups(points));

    assertThat(names(groups(points.subList(44, 130)))).isEqualTo(names.subList(1, 3));
    assertThat(names(groups(points.subList(0, 87)))).isEqualTo(names.subList(0, 2));
  }

  private static List<String> names(List<PlannedRun> runs) {
    return runs.stream().map(PlannedRun::name).toList();
  }
}
