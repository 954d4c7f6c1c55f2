package org.fbnetspark.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.fault.ExecutorTrials.Expected;
import org.fbnetspark.testing.HadoopCluster;
import org.fbnetspark.testing.LocalSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The long profile: all faults in all phases, so many trials in a round as README tells, with a
 * matrix in {@code target/faults} and on standard output.
 */
class FaultMatrixIT {

  /** Rounds over the matrix; 0 for none. */
  private static final int ROUNDS = Integer.getInteger("faults", 0);

  /** Found in the names of cells that are tried; {@code -Dfaults.only=GOALS} tries these alone. */
  private static final Pattern WANTED = Pattern.compile(System.getProperty("faults.only", ""));

  private static final int EXECUTORS = 3;

  @TempDir Path folder;

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(ROUNDS > 0, "the profile thorough makes these trials");
    Work.prepare(folder);
  }

  private static <T> void run(Cells<T> cells, T trials, String name) throws Exception {
    Matrix matrix = new Matrix(Files.createDirectories(Path.of("target/faults", name)));
    cells.run(
        ROUNDS,
        trials,
        matrix,
        (trial, made) ->
            System.out.println(made + " of " + ROUNDS * cells.size() + "\t" + trial.line()));
    matrix.print(System.out);
    assertThat(matrix.failed()).isEmpty();
  }

  private static void assumeAny(Cells<?> cells) {
    assumeTrue(cells.size() > 0, "none of these cells is wanted");
  }

  @ParameterizedTest
  @EnumSource(FaultMatrix.Mode.class)
  void executorsFail(FaultMatrix.Mode mode) throws Exception {
    Cells<ExecutorTrials> cells = FaultMatrix.executors(mode, WANTED);
    assumeAny(cells);
    Optional<SmallDisk> disk = SmallDisk.mounted(folder.resolve("disk"), 16);
    try (Application application = new Application(folder, mode.settings(), EXECUTORS, disk)) {
      Expected expected = Expected.of(folder, application);
      String name = mode.name().toLowerCase(Locale.ROOT);
      run(cells, new ExecutorTrials(folder, name, application, expected), name);
    } finally {
      if (disk.isPresent()) {
        disk.get().close();
      }
    }
  }

  @Test
  void driversFail() throws Exception {
    Cells<DriverTrials> cells = FaultMatrix.drivers(WANTED);
    assumeAny(cells);
    try (JavaSparkContext here = LocalSpark.start("local[2]");
        HadoopCluster hdfs = HadoopCluster.hdfs(folder.resolve("hadoop"))) {
      run(cells, trials(here, Optional.of(hdfs)), "drivers");
    }
  }

  @Test
  void clustersFail() throws Exception {
    Cells<ClusterTrials> cells = FaultMatrix.clusters(WANTED);
    assumeAny(cells);
    try (JavaSparkContext here = LocalSpark.start("local[2]")) {
      run(cells, new ClusterTrials(folder, trials(here, Optional.empty())), "clusters");
    }
  }

  private DriverTrials trials(JavaSparkContext here, Optional<HadoopCluster> hdfs)
      throws Exception {
    return new DriverTrials(folder, Expected.of(folder, here), () -> here, hdfs);
  }
}
