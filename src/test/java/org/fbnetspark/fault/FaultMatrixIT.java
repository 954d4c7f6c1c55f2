package org.fbnetspark.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.fault.ExecutorTrials.Expected;
import org.fbnetspark.testing.LocalSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The long profile: all faults in all phases, 216 trials in a round, with a matrix in {@code
 * target/faults} and on standard output.
 */
class FaultMatrixIT {

  /** Rounds over the matrix; 0 for none. */
  private static final int ROUNDS = Integer.getInteger("faults", 0);

  private static final int EXECUTORS = 3;

  @TempDir Path folder;

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(ROUNDS > 0, "the profile thorough makes these trials");
    Work.prepare(folder);
  }

  private static Matrix matrix(String name) throws IOException {
    return new Matrix(Files.createDirectories(Path.of("target/faults", name)));
  }

  private static void run(Cells cells, String name) throws Exception {
    Matrix matrix = matrix(name);
    cells.run(
        ROUNDS,
        matrix,
        (trial, made) ->
            System.out.println(made + " of " + ROUNDS * cells.size() + "\t" + trial.line()));
    matrix.print(System.out);
    assertThat(matrix.failed()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(FaultMatrix.Mode.class)
  void executorsFail(FaultMatrix.Mode mode) throws Exception {
    Optional<SmallDisk> disk = SmallDisk.mounted(folder.resolve("disk"), 16);
    try (Application application = new Application(folder, mode.settings(), EXECUTORS, disk)) {
      Expected expected = Expected.of(folder, application);
      String name = mode.name().toLowerCase(Locale.ROOT);
      ExecutorTrials trials = new ExecutorTrials(folder, name, application, expected);
      run(FaultMatrix.executors(mode, trials), name);
    } finally {
      if (disk.isPresent()) {
        disk.get().close();
      }
    }
  }

  @Test
  void driversFail() throws Exception {
    try (JavaSparkContext here = LocalSpark.start("local[2]")) {
      DriverTrials drivers = new DriverTrials(folder, Expected.of(folder, here), () -> here);
      run(FaultMatrix.drivers(drivers), "drivers");
    }
  }

  @Test
  void clustersFail() throws Exception {
    try (JavaSparkContext here = LocalSpark.start("local[2]")) {
      DriverTrials drivers = new DriverTrials(folder, Expected.of(folder, here), () -> here);
      run(FaultMatrix.clusters(new ClusterTrials(folder, drivers)), "clusters");
    }
  }
}
