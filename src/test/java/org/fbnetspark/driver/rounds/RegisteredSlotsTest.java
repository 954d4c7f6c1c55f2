package org.fbnetspark.driver.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.testing.LocalSpark;
import org.junit.jupiter.api.Test;

/** An application whose executors register as time passes. */
class RegisteredSlotsTest {

  private static final String STANDALONE = "spark://host:7077";

  private final List<String> lines = new ArrayList<>();
  private final List<Integer> arrivals = new ArrayList<>();
  private long millis;

  /** Slots of executors that register, each after so many milliseconds. */
  private RegisteredSlots slots(String master, SparkConf conf, int... arrivals) {
    for (int arrival : arrivals) {
      this.arrivals.add(arrival);
    }
    return application("one of " + this, conf, master);
  }

  private RegisteredSlots application(String name, SparkConf conf, String master) {
    return new RegisteredSlots(name, conf, master, false, this::registered, time -> millis += time);
  }

  private int registered() {
    return 2 * (int) arrivals.stream().filter(arrival -> arrival <= millis).count();
  }

  private static SparkConf conf(String... keysAndValues) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      conf.set(keysAndValues[i], keysAndValues[i + 1]);
    }
    return conf;
  }

  @Test
  void whatWasAskedForIsAwaitedHoweverLateItComes() {
    SparkConf conf = conf("spark.cores.max", "6", "spark.executor.cores", "2");
    assertThat(slots(STANDALONE, conf, 0, 1000, 12_000).awaited(100, lines::add)).isEqualTo(6);
    assertThat(millis).isEqualTo(12_000);
    assertThat(lines)
        .containsExactly(
            "waiting at most 30 s for executors: 4 task slots so far of 6 by spark.cores.max = 6,"
                + " spark.executor.cores = 2; a number for sweep.parallel needs no wait");
  }

  @Test
  void noMoreAreAwaitedThanAreEnough() {
    SparkConf conf = conf("spark.cores.max", "600");
    assertThat(slots(STANDALONE, conf, 0, 1000).awaited(4, lines::add)).isEqualTo(4);
    assertThat(millis).isEqualTo(1000);
    assertThat(lines).isEmpty();
  }

  @Test
  void whatDoesNotComeIsAwaitedAsLongAsSparkWould() {
    SparkConf conf =
        conf("spark.cores.max", "600", "spark.scheduler.maxRegisteredResourcesWaitingTime", "20s");
    assertThat(slots(STANDALONE, conf, 0).awaited(100, lines::add)).isEqualTo(2);
    assertThat(millis).isEqualTo(20_000);
    assertThat(lines).hasSize(2).last().isEqualTo("going on with 2 task slots");
  }

  @Test
  void whereNothingWasAskedForNoMoreRegisterForAWhile() {
    assertThat(slots(STANDALONE, conf(), 0, 3000, 7000).awaited(100, lines::add)).isEqualTo(6);
    assertThat(millis).isEqualTo(12_000);
    assertThat(lines)
        .containsExactly(
            "waiting at most 30 s for executors: 4 task slots so far; a number for sweep.parallel"
                + " needs no wait",
            "going on with 6 task slots");
  }

  @Test
  void aPartOfThemDoesWhereThatIsWhatWasAskedFor() {
    SparkConf conf =
        conf(
            "spark.executor.instances", "4",
            "spark.executor.cores", "2",
            "spark.scheduler.minRegisteredResourcesRatio", "0.5");
    assertThat(slots("yarn", conf, 0, 500, 9000).awaited(100, lines::add)).isEqualTo(4);
    assertThat(millis).isEqualTo(500);
  }

  private static int asked(String master, String... keysAndValues) {
    return slotsOf(master, conf(keysAndValues)).asked().orElseThrow().slots();
  }

  private static RegisteredSlots slotsOf(String master, SparkConf conf) {
    return new RegisteredSlots("other", conf, master, false, () -> 1, time -> {});
  }

  @Test
  void settingsTellHowManyAreAskedFor() {
    assertThat(asked("yarn")).isEqualTo(2);
    assertThat(asked("k8s://h", "spark.executor.instances", "3", "spark.executor.cores", "5"))
        .isEqualTo(15);
    assertThat(
            asked(
                "yarn",
                "spark.executor.instances",
                "3",
                "spark.executor.cores",
                "5",
                "spark.task.cpus",
                "2"))
        .isEqualTo(6);
    assertThat(asked(STANDALONE, "spark.cores.max", "7", "spark.task.cpus", "2")).isEqualTo(3);
    assertThat(asked(STANDALONE, "spark.cores.max", "7", "spark.executor.cores", "2")).isEqualTo(6);
    assertThat(asked(STANDALONE, "spark.executor.instances", "3", "spark.executor.cores", "2"))
        .isEqualTo(6);
    assertThat(slotsOf(STANDALONE, conf("spark.executor.instances", "3")).asked()).isEmpty();
  }

  /** They come when there are tasks for them, so waiting without would be in vain. */
  @Test
  void executorsThatComeAndGoAreCountedByTheirMostWithoutAWait() {
    SparkConf conf = conf("spark.dynamicAllocation.enabled", "true", "spark.executor.cores", "4");
    assertThat(slots("yarn", conf, 0).awaited(100, lines::add)).isEqualTo(2);
    assertThat(lines).singleElement().asString().contains("set spark.dynamicAllocation.max");
    conf.set("spark.dynamicAllocation.maxExecutors", "5");
    assertThat(slots("yarn", conf).awaited(100, lines::add)).isEqualTo(20);
    assertThat(millis).isZero();
    assertThat(lines).hasSize(1);
  }

  @Test
  void aDryRunCountsWhatWasAskedForAndWaitsForNothing() {
    SparkConf conf = conf("spark.cores.max", "8");
    assertThat(slots(STANDALONE, conf, 0, 1000).expected(6, lines::add)).isEqualTo(6);
    assertThat(lines).isEmpty();
    assertThat(slotsOf(STANDALONE, conf()).expected(6, lines::add)).isEqualTo(1);
    assertThat(lines)
        .containsExactly(
            "planned for 1 task slot that registered so far; more may follow: set sweep.parallel, or"
                + " spark.cores.max, to plan for more");
    assertThat(millis).isZero();
  }

  @Test
  void oneProcessHasItsSlotsAtOnce() {
    try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
      long start = System.nanoTime();
      assertThat(new RegisteredSlots(spark).awaited(100, lines::add)).isEqualTo(2);
      assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
      assertThat(lines).isEmpty();
    }
  }

  /** Each goal of a run and each run of a sweep asks anew. */
  @Test
  void aNumberThatIsNewMustBeSteadyOnceInAnApplication() {
    List<Long> looks = new ArrayList<>();
    RegisteredSlots first = slots(STANDALONE, conf(), 2000, 3000, 20_000);
    assertThat(first.steady(() -> looks.add(millis))).isEqualTo(4);
    assertThat(millis).isEqualTo(8000);
    assertThat(looks).hasSize(80);

    RegisteredSlots second = application("one of " + this, conf(), STANDALONE);
    assertThat(second.steady(() -> looks.add(millis))).isEqualTo(4);
    assertThat(millis).isEqualTo(8000);

    millis = 20_000;
    assertThat(second.steady(() -> {})).isEqualTo(6);
    assertThat(millis).isEqualTo(25_000);
    assertThat(first.steady(() -> {})).isEqualTo(6);
    assertThat(millis).isEqualTo(25_000);
    application("another of " + this, conf(), STANDALONE).steady(() -> {});
    assertThat(millis).isEqualTo(30_000);
  }

  @Test
  void whereThereIsNoneTheWaitEndsAsItsLookSays() {
    Runnable look =
        () -> {
          throw new NoExecutorsException(1);
        };
    assertThatThrownBy(() -> slots(STANDALONE, conf()).steady(look))
        .isInstanceOf(NoExecutorsException.class);
  }
}
