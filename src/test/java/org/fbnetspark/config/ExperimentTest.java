package org.fbnetspark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.domain.theta.Temperature;
import org.fbnetspark.domain.train.LearningRate;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.search.Alternation;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.Limit;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.Target;
import org.fbnetspark.search.WidthSettings;
import org.fbnetspark.sink.MlflowSettings;
import org.fbnetspark.sink.SinkSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentTest {

  static Experiment read(String... overrides) {
    return ConfigFile.load(Optional.empty(), Arrays.asList(overrides)).experiment();
  }

  static String refusal(String... overrides) {
    try {
      read(overrides);
    } catch (ConfigRefused refused) {
      return refused.getMessage();
    }
    throw new AssertionError("accepted: " + List.of(overrides));
  }

  @Test
  void everyKeyOfTheReferenceIsReadAndNoOther() {
    Keys keys =
        new Keys(
            ConfigFactory.empty().root(),
            ConfigFactory.parseResources("reference.conf").root(),
            new Problems());
    assertThat(ExperimentSection.read(keys)).isPresent();
    assertThat(new GoalsSection(keys).read()).isEmpty();
    assertThat(keys.read()).isEqualTo(ConfigFile.knownKeys());
  }

  @Test
  void defaultsAreThePapers() {
    SearchSettings search = read().search();
    assertThat(search.epochs()).isEqualTo(90);
    assertThat(search.warmupEpochs()).isEqualTo(10);
    assertThat(search.batch() * search.shards()).isEqualTo(192);
    assertThat(search.loss()).isEqualTo(new HardwareLoss.Fbnet(0.2, 0.6));
    assertThat(search.temperature()).isEqualTo(new Temperature(5, 0.045, 0.05, 0));
    assertThat(search.weights().learningRate())
        .isEqualTo(new LearningRate.WarmUp(new LearningRate.Cosine(0.1, 0, 90), 0));
    assertThat(read("search.weights.warm-up-share=0.1").search().weights().learningRate())
        .isEqualTo(new LearningRate.WarmUp(new LearningRate.Cosine(0.1, 0, 90), 9));
    assertThat(search.weights().momentum()).isEqualTo(0.9);
    assertThat(search.weights().weightDecay()).isEqualTo(1e-4);
    assertThat(search.theta().learningRate()).isEqualTo(0.01);
    assertThat(search.theta().weightDecay()).isEqualTo(5e-4);
    assertThat(read().data().weightShare()).isEqualTo(0.8);
    assertThat(read().space().definition()).isEqualTo(SpaceCatalog.named("fbnet-v1"));
  }

  @Test
  void aTrackingServerIsToldEveryKeyThatIsNotNull() {
    assertThat(read().sinks()).isEqualTo(SinkSettings.NONE);
    MlflowSettings mlflow =
        read("run.mlflow-tracking-uri=http://host:5000", "seed=7").sinks().mlflow().orElseThrow();
    assertThat(mlflow.experiment()).isEqualTo("fbnet-spark");
    assertThat(mlflow.parameters())
        .containsEntry("seed", "7")
        .containsEntry("search.weights.step-epochs", "[]")
        .containsEntry("data.augmentation.crop", "padded")
        .doesNotContainKey("data.path");
  }

  @Test
  void aTargetIsInTheUnitOfTheCostAndLeadsTheSearch() {
    SearchSettings search = read("search.target-latency-millis=12.5").search();
    assertThat(search.target()).contains(new Target(12_500, 0.03));
    assertThat(search.loss()).isEqualTo(new HardwareLoss.ToTarget());
    assertThat(read("search.target-latency-millis=12.5", "search.loss.form=fbnet").search().loss())
        .isEqualTo(new HardwareLoss.Fbnet(0.2, 0.6));
    assertThat(read().search().loss()).isEqualTo(new HardwareLoss.Fbnet(0.2, 0.6));
  }

  @Test
  void aBudgetAndLimitsBesideIt() {
    SearchSettings search =
        read(
                "search.target-latency-millis=12.5",
                "search.target-bound=at-most",
                "search.target-parameters=4e6",
                "search.target-macs=3e8")
            .search();
    assertThat(search.target()).contains(new Target(12_500, 0.03, Target.Bound.AT_MOST));
    assertThat(search.limits())
        .containsExactly(new Limit(CostKind.MACS, 3e8), new Limit(CostKind.PARAMETERS, 4e6));
    assertThat(
            read("cost.kind=macs", "search.target-macs=3e8", "search.target-latency-millis=2")
                .search()
                .limits())
        .containsExactly(new Limit(CostKind.LATENCY, 2000));
  }

  @Test
  void aLastTemperatureIsReachedInTheLastEpochWhateverTheDecay() {
    SearchSettings search =
        read("search.temperature.final=0.2", "search.temperature.decay=3", "search.epochs=12")
            .search();
    assertThat(search.temperature().at(0)).isEqualTo(5);
    assertThat(search.temperature().at(11)).isCloseTo(0.2, within(1e-12));
    assertThat(search.annealing()).isEmpty();
    assertThat(read("search.epochs=12").search().annealing())
        .hasValueSatisfying(
            advice -> assertThat(advice).contains("is 3.05", "search.temperature.final"));
    assertThat(refusal("search.temperature.final=0.2", "search.temperature.start-epoch=89"))
        .contains("needs an epoch after search.temperature.start-epoch (89)");
  }

  @Test
  void thetaTakesTurnsByEpochsOrRounds() {
    assertThat(read().search().alternation()).isEqualTo(new Alternation.Epochs());
    assertThat(read("search.alternation=5").search().alternation())
        .isEqualTo(new Alternation.Rounds(5));
  }

  @Test
  void widthsAreTrainedAsAllElseUnlessToldOtherwise() {
    assertThat(read().search().widths()).isEqualTo(WidthSettings.NONE);
    assertThat(read("search.widths={warm-up=wide-to-narrow, sampling=fair}").search().widths())
        .isEqualTo(
            new WidthSettings(WidthSettings.WarmUp.WIDE_TO_NARROW, WidthSettings.Sampling.FAIR));
    assertThat(refusal("search.widths.warm-up=wide-to-narrow", "search.warmup-epochs=0"))
        .contains(
            "search.widths.warm-up = \"wide-to-narrow\"",
            "search.warmup-epochs is 0",
            "set this to none");
  }

  @Test
  void gatesWithoutNoiseHaveNoTemperature() {
    SearchSettings search =
        read("search.gate-rule=softmax", "search.temperature.final=0.2").search();
    assertThat(search.temperature()).isEqualTo(Temperature.NONE);
    assertThat(search.annealing()).isEmpty();
    assertThat(read("search.gate-rule=gumbel-hard", "search.epochs=12").search().annealing())
        .isEmpty();
  }

  static Stream<List<String>> refusals() {
    return Stream.concat(refusalsOfSearches(), refusalsOfTheRest());
  }

  private static Stream<List<String>> refusalsOfSearches() {
    return Stream.of(
        List.of("search.epochs=0", "must be an integer of at least 1"),
        List.of("search.warmup-epochs=90", "must be below search.epochs (90)"),
        List.of("search.batch=1.5", "must be an integer of at least 1"),
        List.of("search.shards=many", "must be an integer of at least 1"),
        List.of("search.gates=per-banana", "must be one of per-batch, per-example"),
        List.of("search.alternation=epoch", "must be epochs, or an integer of at least 1"),
        List.of("search.alternation=0", "must be epochs, or an integer of at least 1"),
        List.of("search.gate-rule=soft", "must be one of gumbel, gumbel-hard, softmax, one-path"),
        List.of("search={gate-rule=softmax, gates=per-example}", "belongs to Gumbel's gates"),
        List.of("search={gate-rule=two-paths, gates=per-example}", "set per-batch, or another"),
        List.of("search.widths.warm-up=narrow", "must be one of none, wide-to-narrow"),
        List.of("search.widths.sampling=even", "must be one of gate-rule, fair"),
        List.of("search.weights.learning-rate=0", "must be a number above 0"),
        List.of("search.weights.final-learning-rate=1", "must be at most search.weights.learning"),
        List.of("search.weights.momentum=1", "must be a number of at least 0 and below 1"),
        List.of("search.weights.schedule=cosin", "did you mean cosine?"),
        List.of("search.weights.step-epochs=[-1]", "must be a list of integers"),
        List.of("search.temperature.floor=6", "must be at most search.temperature.initial (5.0)"),
        List.of("search.temperature.start-epoch=91", "must be at most search.epochs (90)"),
        List.of("search.loss.form=additive", "search.loss.scale = null"),
        List.of("search.loss.scale=3", "belongs to the forms product-log"),
        List.of("search.target-macs=-1", "must be a number above 0"),
        List.of("search.target-macs=5", "belongs to cost.kind macs, but that is latency"),
        List.of("search.target-macs=5", "search.target-latency-millis in its place or beside it"),
        List.of("search.target-bound=below", "must be one of at, at-most"),
        List.of("search.temperature.final=6", "must be from search.temperature.floor (0.05) to"),
        List.of("search.temperature.final=0.04", "to search.temperature.initial (5.0)"),
        List.of("search.target-tolerance=0", "must be a number above 0"),
        List.of("search.loss.form=target", "set search.target-latency-millis"),
        List.of("cost.target=5", "unknown key"),
        List.of("search.finalists=0", "must be an integer between 1 and 1000"),
        List.of("search.target-tries=0", "must be an integer between 1 and 100"),
        List.of("search.baselines=3", "search.finalist-epochs is 0; set it above"),
        List.of("cost.kind=watts", "must be one of latency, macs, parameters"));
  }

  private static Stream<List<String>> refusalsOfTheRest() {
    return Stream.of(
        List.of("data.weight-share=1", "must be a number above 0"),
        List.of("data.augmentation.flip=perhaps", "must be true or false"),
        List.of("prepare.source=cifar-11", "must be one of"),
        List.of("prepare.encoding=files", "needs prepare.side"),
        List.of("prepare={encoding=files, side=8}", "must be pixels where prepare.source is gen"),
        List.of("prepare.max-skipped-share=1.1", "must be a number between 0 and 1"),
        List.of("prepare.train-shards=10000", "together with prepare.test-shards at most 10000"),
        List.of("prepare.generated.classes=41", "must be an integer between 2 and 40"),
        List.of("prepare.generated.train=9", "at least one a class"),
        List.of("prepare.path=somewhere", "generated images have none"),
        List.of("profile.runtime=onnx", "must be one of onnxruntime, engine"),
        List.of("run.mlflow-tracking-uri=localhost:5000", "must be an address such as http://"),
        List.of("profile={runtime=engine, dtype=int8}", "must be fp32 where profile.runtime is"),
        List.of("profile={runtime=engine, threads=2}", "must be 1 where profile.runtime is engine"),
        List.of("profile.batch=0", "must be an integer between 1 and 4096"),
        List.of("profile.interval-share=0", "must be a number above 0 and at most 1"),
        List.of("profile.max-seconds=0", "must be a number above 0"),
        List.of("profile.passes=0", "must be an integer of at least 1"),
        List.of("profile.fit-networks=2", "must be 0 or at least 3"),
        List.of("profile.max-rows=150", "must be less than profile.max-rows (150)"),
        List.of("profile.held-out-networks=1", "must be an integer between 2 and 10000"),
        List.of("engine=cuda", "must be one of auto, onednn, portable"),
        List.of("space.name=fbnet-v11", "did you mean fbnet-v1?"),
        List.of("space.candidates=[mb_k4_e6]", "space.candidates = [\"mb_k4_e6\"] (--set): cand"),
        List.of("space.candidates=[mb_k3_e3_g7]", "space.candidates = [\"mb_k3_e3_g7\"] (--set)"),
        List.of("space.stem={kernel=2, width=16, stride=2}", "stem.kernel must be odd, from 1 to"),
        List.of(
            "space.last-width=1e999", "space.last-width = Infinity (--set): must be an integer"),
        List.of("search.target-latency-millis=1e999", "must be a number above 0"),
        List.of("search.theta.weight-decay=1e999", "must be a number of at least 0"),
        List.of("search={epochs += 3}", "(--set): cannot be joined with the default 90"),
        List.of("space.input=[32, 32]", "must be [height, width, channels]"),
        List.of("space.stem={kernel=3, width=16}", "space.stem.stride"),
        List.of("space.stages=[{width=8, layers=1, strid=2, stride=1}]", "did you mean"),
        List.of("space.last-width=wide", "must be an integer between 1 and 65536"),
        List.of("search=3", "is a section"),
        List.of("serch.epochs=3", "unknown key; did you mean search.epochs?"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void wrongValueIsRefusedWithItsRule(List<String> refusal) {
    assertThat(refusal(refusal.get(0)))
        .contains(refusal.get(1))
        .contains(refusal.get(0).split("[.=]")[0]);
  }

  @Test
  void userAndPasswordOfATrackingServerAreNotKept() {
    assertThat(refusal("run.mlflow-tracking-uri=http://ann:secret@host:5000"))
        .contains("run.mlflow-tracking-uri = (not shown)", "MLFLOW_TRACKING_PASSWORD")
        .doesNotContain("secret");
  }

  @Test
  void whatAnObjectThatIsNoneLacksIsNotTold() {
    assertThat(refusal("space.stem=3"))
        .contains("has a problem", "space.stem = 3 (--set): must be an object");
  }

  @Test
  void latencyTableOfAnotherCostIsContradictory() {
    assertThat(refusal("cost.kind=macs", "cost.latency-table=t.json"))
        .contains("belongs to cost.kind latency", "the kind is macs and latency is not limited");
  }

  @Test
  void latencyTableServesALimitOfLatencyBesideAnotherCost() {
    Experiment read =
        read(
            "cost.kind=macs",
            "cost.latency-table=t.json",
            "search.target-macs=1000000",
            "search.target-latency-millis=2");
    assertThat(read.costs())
        .isEqualTo(new CostSettings(CostKind.MACS, Optional.of("t.json"), false));
  }

  @Test
  void incompleteSpaceOfOnesOwnNamesAllMissingParts() {
    assertThat(refusal("space.name=mine", "space.stages=[{width=8, layers=2, stride=1}]"))
        .contains("3 problems", "space.input", "space.stem", "space.last-width");
  }

  @Test
  void picturesInFilesAreNoLargerThanABatchDecodes() {
    assertThat(refusal("prepare={encoding=files, side=8, limits.image-pixels=50000001}"))
        .contains("at most 50000000, what is decoded when a batch is cut");
  }

  @Test
  void rulesThatJoinARefusedKeyAreNotTold() {
    assertThat(refusal("prepare.source=cifar-11", "prepare.path=somewhere"))
        .contains("prepare.source = ")
        .doesNotContain("prepare.path = ");
    assertThat(refusal("prepare.generated.classes=41", "prepare.generated.train=2"))
        .doesNotContain("prepare.generated.train = ");
  }

  @Test
  void everythingWrongComesAtOnce() {
    String text =
        refusal("search.epochs=0", "search.theta.beta1=2", "space.name=x", "sede=1", "engine=gpu");
    assertThat(text).contains("search.epochs", "beta1", "space.name", "sede", "engine = ");
    assertThat(text).contains("5 problems");
  }

  @Test
  void shippedExperimentsAreRight() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      List<Path> experiments = files.filter(f -> f.toString().endsWith(".conf")).toList();
      assertThat(experiments)
          .allSatisfy(
              f -> {
                if (f.getFileName().toString().startsWith("sweep-")) {
                  assertThat(SweepFile.load(f, List.of()).points()).hasSizeGreaterThan(1);
                } else {
                  ConfigFile.load(Optional.of(f), List.of()).experiment();
                }
              });
    }
  }

  /** Whichever of them prepares the data set, all others find it. */
  @Test
  void shippedExperimentsOnCifarShareADataSet() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      List<Experiment> experiments =
          files
              .filter(f -> f.toString().contains("cifar10"))
              .map(f -> ConfigFile.load(Optional.of(f), List.of()).experiment())
              .toList();
      assertThat(experiments).hasSizeGreaterThan(3);
      Experiment first = experiments.get(0);
      assertThat(experiments)
          .allSatisfy(
              one -> {
                assertThat(one.data().path()).isEqualTo(first.data().path()).isPresent();
                assertThat(one.preparation()).isEqualTo(first.preparation());
              });
    }
  }

  /** The weight decay of theta is beside the cross-entropy itself. */
  @Test
  void dartsHasNoCostInItsLoss() {
    Experiment darts =
        ConfigFile.load(Optional.of(Path.of("conf/darts-cifar10.conf")), List.of()).experiment();
    assertThat(darts.search().loss()).isEqualTo(new HardwareLoss.None());
  }

  @Test
  void unreadableTypeOfSectionFileIsRefused() {
    assertThatThrownBy(() -> ConfigFile.load(Optional.of(Path.of("conf")), List.of()))
        .isInstanceOf(ConfigRefused.class);
  }
}
