package org.fbnetspark.driver.profile;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.fbnetspark.run.JobRefusedException;
import org.junit.jupiter.api.Test;

class ProfilePreflightTest {

  @Test
  void everythingThatIsWrongIsSaidAtOnceWithTheFix() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.speculation", "true")
            .set("spark.dynamicAllocation.enabled", "true")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    assertThatThrownBy(() -> ProfilePreflight.check(conf))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContainingAll(
            "spark.speculation must be false",
            "spark.dynamicAllocation.enabled must be false",
            "spark.serializer must be Java's",
            "leave the setting out");
  }

  @Test
  void sparkAsItIsPasses() {
    assertThatCode(() -> ProfilePreflight.check(new SparkConf(false))).doesNotThrowAnyException();
  }
}
