package org.fbnetspark.driver;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.SearchRun;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.net.Engine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPreflightTest {

  private static final TaskSlots ROOM = new TaskSlots(2, 1L << 32, "spark.driver.memory");

  @TempDir Path directory;
  private SearchRun run;

  @BeforeEach
  void run() throws IOException {
    run = SmallSearch.run("run", SmallSearch.data(directory));
  }

  private static void refused(SearchRun run, TaskSlots slots, String... parts) {
    assertThatThrownBy(() -> SearchPreflight.check(run, Optional.empty(), List.of(), slots))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContainingAll(parts);
  }

  private SearchRun with(NetKey net, int shards, CostTable costs) {
    TrainingRun training =
        new TrainingRun(net, run.training().seeds(), shards, run.training().data());
    return new SearchRun(training, run.gates(), costs, run.loss(), run.led());
  }

  private NetKey batch(int batch) {
    return new NetKey("run", SmallSearch.SPACE, batch, Engine.PORTABLE);
  }

  @Test
  void aSoundSearchPasses() {
    assertThatCode(() -> SearchPreflight.check(run, Optional.empty(), List.of(), ROOM))
        .doesNotThrowAnyException();
  }

  @Test
  void moreShardsThanFilesAreRefused() {
    refused(
        with(run.training().net(), 9, run.costs()),
        ROOM,
        "search.shards",
        "which is 5, but was 9",
        "prepare.train-shards");
  }

  @Test
  void aBatchLargerThanAShardsSplitIsRefused() {
    refused(with(batch(10), 4, run.costs()), ROOM, "search.batch", "theta split", "shard 2", "10");
  }

  @Test
  void aLossThatTheCostsMakeMeaninglessIsRefused() {
    CostTable seconds =
        CostTable.of(CostKind.LATENCY, 0.1, new double[][] {{1, 2, 3}, {1, 2, 3}, {0, 1, 2}});
    refused(
        with(run.training().net(), 4, seconds),
        ROOM,
        "search.loss",
        "cost above e",
        "microseconds");
  }

  @Test
  void tooLittleMemoryIsRefusedWithTheKeyThatHelps() {
    NetKey large = new NetKey("run", SpaceCatalog.named("fbnet-v1").space(), 8, Engine.PORTABLE);
    refused(
        with(large, 4, run.costs()),
        new TaskSlots(2, 1 << 28, "spark.executor.memory"),
        "2 supernets of fbnet-v1 at batch 8",
        "only 256 MB",
        "raise spark.executor.memory");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    refused(with(batch(100_000), 9, run.costs()), ROOM, "search.shards", "supernets of small");
  }

  @Test
  void kryoIsRefused() {
    SparkConf conf =
        new SparkConf(false).set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    assertThatThrownBy(() -> SearchPreflight.checkSpark(conf, false))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContainingAll("spark.serializer", "KryoSerializer", "records", "leave");
    assertThatCode(() -> SearchPreflight.checkSpark(new SparkConf(false), true))
        .doesNotThrowAnyException();
  }

  @Test
  void executorsThatComeAndGoAreRefusedWhereLatenciesAreMeasured() {
    SparkConf conf = new SparkConf(false).set("spark.dynamicAllocation.enabled", "true");
    assertThatThrownBy(() -> SearchPreflight.checkSpark(conf, true))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContainingAll("spark.dynamicAllocation.enabled", "cost.latency-table");
    assertThatCode(() -> SearchPreflight.checkSpark(conf, false)).doesNotThrowAnyException();
  }
}
