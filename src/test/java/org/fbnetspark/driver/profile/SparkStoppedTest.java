package org.fbnetspark.driver.profile;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.api.Assertions;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.driver.rounds.SparkStoppedException;
import org.fbnetspark.driver.rounds.WatchedJob;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;

/** A program that is ended closes Spark beneath its own work. */
class SparkStoppedTest {

  /** Else a search would be told finished whose networks were never timed. */
  @Test
  void networksThatAStoppedSearchCannotTimeEndIt() {
    ProfileSettings profile = SmallSearch.profile("unused", 0, 0);
    List<String> lines = new ArrayList<>();
    try (JavaSparkContext spark = LocalSpark.start("local[1]")) {
      LatencySetting here =
          new ProfileWorkers(spark, profile, Engine.PORTABLE, 1, lines::add)
              .devices()
              .get(0)
              .setting();
      NetworkTimer timer = new NetworkTimer(spark, profile, Engine.PORTABLE, 1, lines::add);
      spark.sc().stop();
      assertThatThrownBy(() -> timer.time(List.of(SmallSearch.SPACE.network()), here))
          .isInstanceOf(SparkStoppedException.class);
    }
    Assertions.assertThat(lines).noneMatch(line -> line.contains("could not be timed"));
  }

  @Test
  void aJobDoesNotWaitForExecutorsThatWillNotCome() {
    try (JavaSparkContext spark = LocalSpark.start("local[1]")) {
      JavaRDD<Integer> elements =
          spark
              .parallelize(List.of(1, 2))
              .map(
                  element -> {
                    Thread.sleep(60_000);
                    return element;
                  });
      assertThatThrownBy(() -> new WatchedJob(spark).collect(elements, done -> spark.sc().stop()))
          .isInstanceOf(SparkStoppedException.class);
      assertThatThrownBy(() -> new WatchedJob(spark).collect(elements, done -> {}))
          .isInstanceOf(SparkStoppedException.class)
          .hasMessageContaining("local[1]");
    }
  }
}
