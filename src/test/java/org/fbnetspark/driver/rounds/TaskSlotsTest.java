package org.fbnetspark.driver.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskSlotsTest {

  private static final long MB = 1L << 20;

  @TempDir private Path directory;

  private static SparkConf conf(String... keysAndValues) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      conf.set(keysAndValues[i], keysAndValues[i + 1]);
    }
    return conf;
  }

  private static Room buffers(String master, long heapMb, String... keysAndValues) {
    return TaskSlots.buffers(conf(keysAndValues), master, heapMb * MB);
  }

  @Test
  void containersHoldWhatTheirOverheadLeavesBesideTheJvm() {
    assertThat(buffers("yarn", 2000).bytes()).isEqualTo((384 - 256) * MB);
    assertThat(buffers("k8s://h", 10_000).bytes()).isEqualTo((1000 - 256) * MB);
    assertThat(buffers("yarn", 2000, "spark.executor.memoryOverhead", "3g").bytes())
        .isEqualTo((3072 - 256) * MB);
    assertThat(buffers("yarn", 2000, "spark.executor.memoryOverhead", "800").bytes())
        .isEqualTo((800 - 256) * MB);
    assertThat(buffers("yarn", 2000, "spark.executor.memoryOverheadFactor", "0.5").bytes())
        .isEqualTo((1000 - 256) * MB);
    assertThat(buffers("yarn", 2000, "spark.executor.memoryOverhead", "100").bytes()).isZero();
  }

  @Test
  void outsideOfContainersTheHeapDecides() {
    assertThat(buffers("spark://h:7077", 2000).bytes()).isEqualTo(6000 * MB);
    // JavaCPP refuses beyond four times the heap, whatever the container has.
    assertThat(buffers("yarn", 100, "spark.executor.memoryOverhead", "3g").bytes())
        .isEqualTo(300 * MB);
  }

  @Test
  void adviceIsASettingUnderWhichTheNeedFits() {
    long need = 1500 * MB;
    assertThat(buffers("yarn", 2000).advice(need))
        .isEqualTo("set --conf spark.executor.memoryOverhead=1792m");
    assertThat(buffers("yarn", 2000, "spark.executor.memoryOverhead", "1792m").bytes())
        .isGreaterThanOrEqualTo(need);
    assertThat(buffers("spark://h", 256).advice(need))
        .isEqualTo("set --conf spark.executor.memory=512m");
    assertThat(buffers("spark://h", 512).bytes()).isGreaterThanOrEqualTo(need);
    assertThat(Room.of(MB, "spark.driver.memory").advice(need))
        .isEqualTo("set --conf spark.driver.memory=1536m");
    assertThat(new Room(MB, Optional.empty()).advice(need)).contains("more memory");
  }

  private TrainingRun training() throws IOException {
    return SmallSearch.run(SmallSearch.data(directory)).training();
  }

  @Test
  void aClusterIsToldInTwoLines() throws IOException {
    Room executor = Room.of(700 * MB, "spark.executor.memory");
    TaskSlots slots =
        new TaskSlots(
            2,
            Room.of(2100 * MB, "spark.executor.memory"),
            executor,
            Optional.of(Room.of(1024 * MB, "spark.driver.memory")),
            new TaskSlots.Processes(3, 4, 2, 2));
    List<String> told = new TrainingPreflight("search", 2).told(training(), slots);
    assertThat(told)
        .hasSize(2)
        .first()
        .isEqualTo(
            "cluster: 3 executors so far, 4 cores each, of which 2 for a task: 2 task slots in"
                + " each for 4 shards; 2 engine threads a task");
    assertThat(told.get(1))
        .matches(
            "memory: each executor heap 300 of 700 MB, outside of it \\d+ of 2,100 MB;"
                + " driver heap 300 of 1,024 MB");
  }

  @Test
  void moreThreadsThanCoresAreWarnedOf() throws IOException {
    Room room = Room.of(1024 * MB, "spark.executor.memory");
    TaskSlots.Processes eight = new TaskSlots.Processes(1, 8, 1, 8);
    assertThat(
            new TrainingPreflight("search", 2)
                .told(training(), new TaskSlots(4, room, room, Optional.of(room), eight)))
        .last()
        .asString()
        .startsWith("warning: ")
        .contains(
            "8 engine threads, but has 1 core",
            "--conf spark.executorEnv.OMP_NUM_THREADS=1",
            "--conf spark.task.cpus=8");
  }

  @Test
  void aLocalMasterIsOneProcess() throws IOException {
    try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
      TaskSlots slots = TaskSlots.of(spark, 4);
      assertThat(slots.processes()).isEqualTo(new TaskSlots.Processes(1, 2, 1, 1));
      List<String> told = new TrainingPreflight("search", 2).told(training(), slots);
      assertThat(told)
          .hasSize(2)
          .first()
          .isEqualTo(
              "cluster: this process, 2 cores, of which 1 for a task: 2 task slots for 4 shards; 1"
                  + " engine thread a task");
      assertThat(told.get(1)).startsWith("memory: this process heap 30").doesNotContain("driver");
    }
  }
}
