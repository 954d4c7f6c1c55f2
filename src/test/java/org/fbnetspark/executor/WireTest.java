package org.fbnetspark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.PixelSums;
import org.fbnetspark.data.Pixels;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.data.Split;
import org.fbnetspark.data.source.SourceLimits;
import org.fbnetspark.domain.evaluation.ComparedModel;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;
import org.fbnetspark.domain.train.PopulationStatistics;
import org.fbnetspark.domain.train.Turns;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.Dtype;
import org.fbnetspark.profile.Measurement;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.profile.Profiled;
import org.fbnetspark.profile.Protocol;
import org.fbnetspark.profile.RuntimeKind;
import org.fbnetspark.profile.RuntimeSettings;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.SmallNets;
import org.fbnetspark.wire.EngineFound;
import org.fbnetspark.wire.ExportedNetwork;
import org.fbnetspark.wire.FileComparison;
import org.fbnetspark.wire.FileEvaluation;
import org.fbnetspark.wire.FloatBlock;
import org.fbnetspark.wire.HostFacts;
import org.fbnetspark.wire.MeanSlice;
import org.fbnetspark.wire.NetWeights;
import org.fbnetspark.wire.PhaseWeights;
import org.fbnetspark.wire.PrepareResult;
import org.fbnetspark.wire.PrepareRound;
import org.fbnetspark.wire.ProfileResult;
import org.fbnetspark.wire.ProfileRound;
import org.fbnetspark.wire.RuntimeFound;
import org.fbnetspark.wire.SampleResult;
import org.fbnetspark.wire.SampleRound;
import org.fbnetspark.wire.ShardResult;
import org.fbnetspark.wire.ShardStatistics;
import org.fbnetspark.wire.ShardThetas;
import org.fbnetspark.wire.StagedShard;
import org.fbnetspark.wire.TensorRange;
import org.fbnetspark.wire.ThetaResult;
import org.fbnetspark.wire.ThetaRound;
import org.fbnetspark.wire.WeightRound;
import org.fbnetspark.wire.WeightSlice;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

/** Everything that crosses comes out of Spark's serializer as it went in. */
class WireTest {

  private static final Theta THETA = Theta.of(new double[][] {{0.5, -1}, {2, 3, 4}});
  private static final ShardResult RESULT = new ShardResult(2, 64, 140.5, 12, 3.25, true);
  private static final WeightSlice SLICE =
      new WeightSlice(
          RESULT,
          0,
          FloatBlock.of(new float[] {1, -0f}),
          FloatBlock.of(new float[] {7, 3, Float.MIN_VALUE, 8}, 1, 3));
  private static final Placement AT = new Placement(new ImageShape(4, 4, 8), 8, 1);
  private static final WeightRound.Sgd SGD = new WeightRound.Sgd(0.1, 0.9, 1e-4, 0.1, 0.2, 8);

  private static final PrepareResult PREPARED =
      new PrepareResult(
          List.of(new ShardFile("train-00000.shard", 7, 100, "0badcafe")),
          List.of(),
          List.of(3, 4),
          List.of(0, 0),
          sums(),
          SkippedExamples.NONE.with("a.png", "is empty"));

  private static final HostFacts HOST =
      new HostFacts(
          "one", "3f", "CPU", "0x1", 2, "none", "performance", 0.5, "Linux amd64", "6.1", "17");

  private static final ProfileRound PROFILE_ROUND =
      new ProfileRound(
          new RuntimeSettings(RuntimeKind.ENGINE, Dtype.FP32, 1, 1),
          new Protocol(0.02, 1, 0.1, 0.005, 5, 50, 0.05, 4),
          new SeedTree(5),
          new TreeMap<>(Map.of("one", List.of(ProfileEntry.overhead().network()))));

  private static final List<Object> MESSAGES =
      List.of(
          RESULT,
          SLICE,
          MeanSlice.of(List.of(SLICE).iterator()),
          SLICE.key(),
          // More than is laid out at a time, and not all of its array.
          FloatBlock.of(manyFloats(), 3, 40_000),
          new SlicePartitioner(3),
          new EngineFound("engine 1", "CPU"),
          SGD,
          new WeightRound(
              3,
              4,
              new ShardThetas(List.of(THETA, THETA), 1),
              0.7,
              new GateRule.Gumbel(false, false),
              List.of(new Turns(1, List.of(1, 0))),
              SGD,
              new float[] {5, 6},
              new float[] {7, 8}),
          new NetWeights(new float[] {1, 2}, new float[] {3}),
          new ShardStatistics(1, statistics()),
          new FileEvaluation(2, new Evaluation(3)),
          new ExportedNetwork(
              new NetWeights(new float[] {1}, new float[0]), List.of(new byte[] {8, 7})),
          new FileComparison(2, new Evaluation(3), List.of(compared())),
          new TensorRange("images", -2, 3),
          new RuntimeFound("1.23", ""),
          new PhaseWeights.Id("run", 3, 1),
          new PhaseWeights(new PhaseWeights.Id("run", 3, 1), new float[] {9, 10}),
          new ShardThetas(List.of(THETA, THETA), 1),
          new ThetaRound(3, 5, List.of(THETA), 0.7, new GateRule.Softmax(), 2),
          new ThetaRound.LookAhead(0.1, 0.9, 3e-4, 1, 2),
          new ThetaResult(
              1, RESULT, ThetaGradient.zeros(THETA), List.of(ThetaGradient.zeros(THETA)), 1),
          new SampleRound(1, 2, List.of(List.of(Gates.perBatch(new float[][] {{0, 1}}))), 3),
          new SampleResult(1, List.of(RESULT)),
          new StagedShard(Split.TEST, 3, "staged/3", 20),
          PREPARED,
          new PrepareRound(
              Storage.standard(),
              "directory",
              ImageEncoding.PIXELS,
              new ImageShape(4, 4, 3),
              true,
              List.of(1, 0),
              0.1,
              SourceLimits.STANDARD,
              new SeedTree(5)),
          new MergeSlices(),
          HOST,
          PROFILE_ROUND,
          new ProfileTask(PROFILE_ROUND, Engine.AUTO),
          ProfileResult.failed(HOST, new IllegalStateException()),
          new ProfileResult(
              HOST,
              "runtime 1",
              "nchw",
              new Profiled(
                  List.of(new Measurement(3, new LatencyRow.Spread(2, 4, 0.1, 9, true))), 0.01, 1),
              ""));

  private static final Map<Class<?>, Function<Object, Object>> CONTENTS =
      Map.of(
          WeightSlice.class,
          o -> {
            WeightSlice s = (WeightSlice) o;
            return List.of(
                s.result(), s.index(), floats(s.weights().values()), floats(s.momentum().values()));
          },
          FloatBlock.class,
          o -> floats(((FloatBlock) o).values()),
          MeanSlice.class,
          o -> {
            MeanSlice s = (MeanSlice) o;
            return List.of(s.results(), s.index(), floats(s.weights()), floats(s.momentum()));
          },
          WeightRound.class,
          o -> {
            WeightRound r = (WeightRound) o;
            return List.of(
                r.epoch(),
                r.index(),
                r.thetas(),
                r.temperature(),
                r.gates(),
                r.sgd(),
                floats(r.weights()),
                floats(r.momentum()));
          },
          PrepareRound.class,
          Object::toString,
          PrepareResult.class,
          o -> {
            PrepareResult r = (PrepareResult) o;
            return List.of(r.train(), r.trainOfClass(), r.sums().statistics(), r.skipped());
          },
          PhaseWeights.class,
          o -> List.of(((PhaseWeights) o).phase(), floats(((PhaseWeights) o).weights())),
          NetWeights.class,
          o -> List.of(floats(((NetWeights) o).weights()), floats(((NetWeights) o).statistics())),
          ExportedNetwork.class,
          o -> {
            ExportedNetwork e = (ExportedNetwork) o;
            return List.of(
                floats(e.network().weights()), e.models().stream().map(Arrays::toString).toList());
          },
          ShardStatistics.class,
          o -> {
            ShardStatistics s = (ShardStatistics) o;
            return List.of(s.shard(), s.statistics().batches(), floats(s.statistics().values()));
          });

  private static float[] manyFloats() {
    float[] values = new float[40_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.1f;
    }
    return values;
  }

  private static PopulationStatistics statistics() {
    Space space = SmallNets.oneChoice(SmallNets.NINE, AT);
    PopulationStatistics statistics = new PopulationStatistics(space.network());
    float[] batch = new float[new WeightLayout(space.network()).statisticsLength()];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = i;
    }
    statistics.add(batch);
    return statistics;
  }

  private static ComparedModel compared() {
    ComparedModel model = new ComparedModel(3);
    model.difference().add(new float[] {1, 2, 3}, new float[] {4, 2, 3}, 0, 3);
    return model;
  }

  private static PixelSums sums() {
    PixelSums sums = new PixelSums(2);
    sums.add(new Pixels(new ImageShape(1, 2, 2), new byte[] {1, 2, 3, 90}));
    return sums;
  }

  private static List<Integer> floats(float[] values) {
    return IntStream.range(0, values.length)
        .map(i -> Float.floatToRawIntBits(values[i]))
        .boxed()
        .toList();
  }

  private static Object there(Object message, SerializerInstance serializer) {
    ByteBuffer bytes = serializer.serialize(message, ClassTag$.MODULE$.AnyRef());
    return serializer.deserialize(bytes, ClassTag$.MODULE$.AnyRef());
  }

  @Test
  void everyMessageSurvivesSparksSerializer() {
    SerializerInstance serializer = new JavaSerializer(new SparkConf()).newInstance();
    for (Object message : MESSAGES) {
      Function<Object, Object> contents =
          CONTENTS.getOrDefault(message.getClass(), Function.identity());
      assertThat(contents.apply(there(message, serializer)))
          .as(message.getClass().getSimpleName())
          .isEqualTo(contents.apply(message));
    }
  }

  @Test
  void noMessageIsMissingHere() {
    List<String> tried = MESSAGES.stream().map(message -> message.getClass().getName()).toList();
    List<String> sent =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.fbnetspark.wire")
                .stream()
                .map(JavaClass::getName)
                .filter(name -> !name.endsWith("package-info") && !name.endsWith("$1"))
                .toList();
    assertThat(tried).containsAll(sent);
  }

  @Test
  void kryoIsRefusedForAReason() {
    SerializerInstance kryo = new KryoSerializer(new SparkConf()).newInstance();
    assertThatThrownBy(() -> there(RESULT, kryo)).hasStackTraceContaining("record");
  }
}
