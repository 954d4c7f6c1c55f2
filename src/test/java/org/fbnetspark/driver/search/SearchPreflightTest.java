package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.driver.rounds.HeapNeed;
import org.fbnetspark.driver.rounds.Room;
import org.fbnetspark.driver.rounds.TaskSlots;
import org.fbnetspark.driver.rounds.TrainingPreflight;
import org.fbnetspark.executor.GoalLoss;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.SearchRun;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.fused.OneDnnSupernet;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.search.Alternation;
import org.fbnetspark.search.Target;
import org.fbnetspark.search.WidthSettings;
import org.fbnetspark.testing.SmallMasked;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPreflightTest {

  private static final TrainingPreflight ROUNDS = new TrainingPreflight("search", 2);
  private static final Room AMPLE = Room.of(1L << 32, "spark.driver.memory");
  private static final TaskSlots.Processes PROCESSES = new TaskSlots.Processes(1, 2, 1, 1);
  private static final TaskSlots ROOM = slots(AMPLE, AMPLE, Optional.empty());

  @TempDir Path directory;
  private SearchRun run;

  @BeforeEach
  void run() throws IOException {
    run = SmallSearch.run(SmallSearch.data(directory));
  }

  private static TaskSlots slots(Room buffers, Room heap, Optional<Room> driver) {
    return new TaskSlots(2, buffers, heap, driver, PROCESSES);
  }

  private static void check(SearchRun run, TaskSlots slots) {
    SearchPreflight.checkTraining(ROUNDS, run.training(), run.gates(), slots);
    checkCosts(run, Optional.empty(), List.of());
  }

  private static void checkCosts(SearchRun run, Optional<Target> target, List<CostBand> limits) {
    GoalLoss goal = run.goals().get(0);
    SearchPreflight.checkCosts(goal.loss(), target, goal.costs(), limits);
  }

  private static void refused(SearchRun run, TaskSlots slots, String... parts) {
    assertThatThrownBy(() -> check(run, slots))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContainingAll(parts);
  }

  private SearchRun with(NetKey net, int shards, CostTable costs) {
    TrainingRun training =
        new TrainingRun(net, Long.MAX_VALUE, run.training().seeds(), shards, run.training().data());
    GoalLoss goal = new GoalLoss(costs, run.goals().get(0).loss(), List.of());
    return new SearchRun(training, run.gates(), run.costUnder(), List.of(goal));
  }

  private NetKey batch(int batch) {
    return new NetKey(SmallSearch.SPACE.network(), batch, Engine.PORTABLE);
  }

  @Test
  void aSoundSearchPasses() {
    assertThatCode(() -> check(run, ROOM)).doesNotThrowAnyException();
  }

  @Test
  void fusedMasksNeedGatesThatABatchShares() {
    assumeTrue(OneDnnSupernet.available(), "oneDNN does not load on this machine");
    NetKey masked = new NetKey(SmallMasked.SPACE.network(), 4, Engine.ONEDNN);
    TrainingRun training =
        new TrainingRun(masked, Long.MAX_VALUE, run.training().seeds(), 1, run.training().data());
    GateRule own = new GateRule.Gumbel(true, false);
    assertThatThrownBy(() -> SearchPreflight.checkTraining(ROUNDS, training, own, ROOM))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContainingAll("search.gates must be per-batch", "engine = portable");
    assertThatCode(
            () ->
                SearchPreflight.checkTraining(
                    ROUNDS, training, new GateRule.Gumbel(false, false), ROOM))
        .doesNotThrowAnyException();
  }

  @Test
  void widthsAreTrainedInTheirOwnWayOnlyWhereThereAreSome() {
    WidthSettings fair = new WidthSettings(WidthSettings.WarmUp.NONE, WidthSettings.Sampling.FAIR);
    assertThatThrownBy(() -> SearchPreflight.checkWidths(SmallSearch.SPACE.network(), fair))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContainingAll(
            "search.widths (warm-up = none, sampling = fair)", "the space small", "space.name");
    assertThatCode(
            () -> {
              SearchPreflight.checkWidths(SmallMasked.SPACE.network(), fair);
              SearchPreflight.checkWidths(SmallSearch.SPACE.network(), WidthSettings.NONE);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void aSingleClassIsRefused() {
    TrainingRun.Examples data = run.training().data();
    DatasetManifest m = data.manifest();
    DatasetManifest single =
        new DatasetManifest(
            m.name(),
            m.source(),
            m.shape(),
            m.encoding(),
            m.classes().subList(0, 1),
            m.statistics(),
            m.train(),
            m.test(),
            m.skipped());
    TrainingRun training =
        new TrainingRun(
            run.training().net(),
            Long.MAX_VALUE,
            run.training().seeds(),
            4,
            new TrainingRun.Examples(data.storage(), single, data.split(), data.augmentation()));
    refused(
        new SearchRun(training, run.gates(), run.costUnder(), run.goals()),
        ROOM,
        "data.path must hold at least two classes");
  }

  /** The longest shard has 58 examples to train the weights on: 7 batches, 3 rounds of 3. */
  @Test
  void thetaIsTrainedInEveryEpoch() {
    SearchPreflight.checkAlternation(
        run.training(), SmallSearch.settings(2, new Alternation.Rounds(3)));
    assertThatThrownBy(
            () ->
                SearchPreflight.checkAlternation(
                    run.training(), SmallSearch.settings(2, new Alternation.Rounds(4))))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("search.alternation must be at most the weight rounds of an epoch")
        .hasMessageContaining("which are 3, or theta is never trained");
  }

  @Test
  void moreShardsThanFilesAreRefused() {
    refused(
        with(run.training().net(), 9, run.goals().get(0).costs()),
        ROOM,
        "search.shards",
        "which is 5, but was 9",
        "prepare.train-shards");
  }

  @Test
  void aBatchLargerThanAShardsSplitIsRefused() {
    refused(
        with(batch(10), 4, run.goals().get(0).costs()),
        ROOM,
        "search.batch",
        "theta split",
        "shard 2",
        "10");
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
    NetKey large = new NetKey(SpaceCatalog.named("fbnet-v1").space().network(), 8, Engine.PORTABLE);
    refused(
        with(large, 4, run.goals().get(0).costs()),
        slots(Room.of(1 << 28, "spark.executor.memoryOverhead"), AMPLE, Optional.of(AMPLE)),
        "2 supernets of fbnet-v1 at batch 8",
        "outside of the heap",
        "only 256 MB",
        "set --conf spark.executor.memoryOverhead=",
        "m, or lower search.batch");
  }

  @Test
  void tooLittleHeapIsRefusedByItsOwnKeys() {
    NetKey large = new NetKey(SpaceCatalog.named("fbnet-v1").space().network(), 8, Engine.PORTABLE);
    Room little = Room.of(512 << 20, "spark.executor.memory");
    refused(
        with(large, 4, run.goals().get(0).costs()),
        slots(AMPLE, little, Optional.of(AMPLE)),
        "2 supernets of fbnet-v1 at batch 8",
        "of heap",
        "only 512 MB",
        "set --conf spark.executor.memory=",
        "m, or lower search.batch");
    Room driver = Room.of(512 << 20, "spark.driver.memory");
    refused(
        with(large, 4, run.goals().get(0).costs()),
        slots(AMPLE, AMPLE, Optional.of(driver)),
        "The driver with fbnet-v1",
        "only 512 MB",
        "set --conf spark.driver.memory=");
    refused(
        with(large, 4, run.goals().get(0).costs()),
        slots(AMPLE, driver, Optional.empty()),
        "2 supernets",
        "of heap",
        "set --conf spark.driver.memory=");
  }

  @Test
  void heapIsCountedInCopiesOfTheWeights() {
    HeapNeed small = HeapNeed.of(run.training(), 2);
    // 60 images of 8x8x3 bytes with labels are the largest file; a batch of 8 as floats, twice.
    assertThat(small.vector()).isEqualTo(4L * SmallSearch.initial().weights().length());
    assertThat(small.examples())
        .isBetween(60L * 192 + 2 * 8 * 192 * 4, 60L * 200 + 2 * 8 * 192 * 4);

    HeapNeed need = new HeapNeed(1_000_000, 2, 10_000);
    long spark = 300L << 20;
    assertThat(need.driver()).isEqualTo(spark + 12_000_000);
    assertThat(need.executor(1)).isEqualTo(spark + 7_010_000);
    assertThat(need.executor(8)).isEqualTo(spark + 28_080_000);
    assertThat(need.both(2)).isEqualTo(spark + 18_020_000);
  }

  @Test
  void anOuterMomentumIsKeptOnTheDriverAlone() {
    OuterStep momentum = new OuterStep(0.5, true, 1, OuterStep.Inner.AVERAGED);
    assertThat(OuterStep.NONE.vectors()).isEqualTo(2);
    HeapNeed plain = HeapNeed.of(run.training(), OuterStep.NONE.vectors());
    HeapNeed outer = HeapNeed.of(run.training(), momentum.vectors());
    assertThat(outer.driver() - plain.driver()).isEqualTo(3 * plain.vector());
    assertThat(outer.driverMore() - plain.driverMore()).isEqualTo(3 * plain.vector());
    assertThat(outer.executor(4)).isEqualTo(plain.executor(4));
    assertThat(outer.executorMore()).isEqualTo(plain.executorMore());
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    refused(
        with(batch(100_000), 9, run.goals().get(0).costs()),
        ROOM,
        "search.shards",
        "supernets of small");
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

  /** Before anything is trained, with both keys and the least there is. */
  @Test
  void limitsThatNoArchitectureKeepsToAtTheTargetAreRefused() {
    CostTable macs = CostTable.macs(SmallSearch.SPACE);
    CostTable weights = CostTable.parameters(SmallSearch.SPACE);
    Optional<Target> dear = Optional.of(new Target(macs.dearest(), 0.01));
    assertThatThrownBy(() -> checkCosts(run, dear, atMost(weights, weights.cheapest() + 1)))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("search.target-parameters is ")
        .hasMessageContaining("under search.target-macs of ")
        .hasMessageContaining("have at least ");
    assertThatCode(() -> checkCosts(run, dear, atMost(weights, weights.dearest())))
        .doesNotThrowAnyException();
    Optional<Target> budget = Optional.of(new Target(macs.dearest(), 0.01, Target.Bound.AT_MOST));
    assertThatCode(() -> checkCosts(run, budget, atMost(weights, weights.cheapest())))
        .doesNotThrowAnyException();
  }

  private static List<CostBand> atMost(CostTable costs, double most) {
    return List.of(new CostBand(costs, Double.NEGATIVE_INFINITY, most));
  }
}
