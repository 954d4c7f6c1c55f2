package org.fbnetspark.driver.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class RoundDefaultsTest {

  private static final String OPTIONS = "spark.executor.extraJavaOptions";

  @Test
  void executorsBeginWithTheHeapThatTheyMayHave() {
    assertThat(options(conf())).isEqualTo("-Xms1024m");
    assertThat(options(conf().set("spark.executor.memory", "3g"))).isEqualTo("-Xms3072m");
    // Spark takes a number alone as MiB, where the JVM takes it as bytes.
    assertThat(options(conf().set("spark.executor.memory", "700"))).isEqualTo("-Xms700m");
  }

  @Test
  void whatAUserHasSetStays() {
    SparkConf own = conf().set(OPTIONS, "-Dmine=1").set("spark.broadcast.blockSize", "4m");
    assertThat(options(own)).isEqualTo("-Dmine=1");
    assertThat(own.get("spark.broadcast.blockSize")).isEqualTo("4m");
  }

  /** It is its own executor, and sees of a night's sleep that no heartbeat has come. */
  @Test
  void aLocalProcessNeverGivesItselfUp() {
    String timeout = "spark.storage.blockManagerHeartbeatTimeoutMs";
    assertThat(RoundDefaults.in(conf().setMaster("local[2]")).get(timeout)).isEqualTo("365d");
    assertThat(RoundDefaults.in(conf().setMaster("local[2]").set(timeout, "9s")).get(timeout))
        .isEqualTo("9s");
    assertThat(RoundDefaults.in(conf().setMaster("spark://one:7077")).contains(timeout)).isFalse();
  }

  private static SparkConf conf() {
    return new SparkConf(false);
  }

  private static String options(SparkConf conf) {
    return RoundDefaults.in(conf).get(OPTIONS);
  }
}
