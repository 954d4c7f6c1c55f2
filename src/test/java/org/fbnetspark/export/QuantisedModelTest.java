package org.fbnetspark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import onnx.Onnx;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuantisedModelTest {

  private static final SeedTree SEEDS = new SeedTree(21);
  private static final FoldedWeights WEIGHTS = new RandomWeights(SEEDS.child("weights"));
  private static final int BATCH = 4;

  @TempDir Path folder;

  static List<Network> singleOps() {
    return Networks.singleOps();
  }

  static List<Network> gatedOps() {
    return Networks.gatedOps();
  }

  @ParameterizedTest
  @MethodSource({"singleOps", "gatedOps"})
  void opStaysNearSinglePrecision(Network network) throws OrtException {
    assertThat(relativeError(network)).isLessThan(0.05);
  }

  @Test
  void networkStaysNearSinglePrecision() throws OrtException {
    assertThat(relativeError(Networks.small())).isBetween(1e-4, 0.1);
    assertThat(relativeError(Networks.gated())).isBetween(1e-4, 0.1);
    Network published =
        ArchitectureCatalog.named("FBNet-A").resized(new ImageShape(64, 64, 3), 4).architecture();
    assertThat(relativeError(published)).isBetween(1e-4, 0.2);
  }

  /** Length of the difference by length of the single-precision output, on the examples seen. */
  private static double relativeError(Network network) throws OrtException {
    float[] images = Networks.images(network, BATCH, SEEDS.child("images").generator());
    OnnxModel single = OnnxModel.of(network, WEIGHTS, OptionalInt.empty());
    float[] expected = Networks.run(single, images);
    float[] given = Networks.run(quantised(single, images, QuantisedEdges.FLOAT), images);
    assertThat(given).hasSameSizeAs(expected);
    double squares = 0;
    double differences = 0;
    for (int i = 0; i < expected.length; i++) {
      squares += (double) expected[i] * expected[i];
      differences += Math.pow(given[i] - expected[i], 2);
    }
    return Math.sqrt(differences / squares);
  }

  private static OnnxModel quantised(OnnxModel single, float[] images, QuantisedEdges edges) {
    return single.quantised(Calibration.ranges(single, List.of(images)), edges);
  }

  @ParameterizedTest
  @MethodSource("singleOps")
  void opRunsInIntegersAlone(Network network) throws OrtException, IOException {
    List<String> kernels = kernels(network);
    assertThat(kernels).doesNotContain("Conv", "FusedConv", "NhwcFusedConv", "Gemm", "MatMul");
    assertThat(kernels).doesNotContain("Relu", "Clip", "Add", "Concat");
    assertThat(kernels).doesNotContain("QuantizeLinear", "DequantizeLinear");
    Op op = network.blocks().get(0).op();
    if (op instanceof Linear) {
      assertThat(kernels).contains("QGemm");
    } else if (op instanceof GlobalPool) {
      assertThat(kernels).contains("QLinearGlobalAveragePool");
    } else if (!(op instanceof Skip) || !network.blocks().get(0).placement().keepsShape()) {
      assertThat(kernels).contains("QLinearConv");
    }
  }

  @ParameterizedTest
  @MethodSource("gatedOps")
  void gatedOpConvolvesInIntegers(Network network) throws OrtException, IOException {
    assertThat(kernels(network))
        .contains("QLinearConv", "HardSigmoid", "Mul")
        .doesNotContain(
            "Conv", "FusedConv", "NhwcFusedConv", "Relu", "Clip", "Add", "GlobalAveragePool");
  }

  /** What a hard sigmoid does not tell apart takes no room in a byte. */
  @Test
  void rangesEndWhereTheHardSigmoidIsLevel() {
    Network network = Networks.gatedOps().get(4);
    OnnxModel single = OnnxModel.of(network, WEIGHTS, OptionalInt.empty());
    float[] images = Networks.images(network, 1, SEEDS.generator());
    Map<String, ValueRange> ranges = new HashMap<>(Calibration.ranges(single, List.of(images)));
    String layer = network.blocks().get(0).name();
    for (String role : List.of("/expand", "/squeeze", "/excite", "/project")) {
      ranges.put(layer + role, new ValueRange(-10, 20));
    }
    Map<String, Float> scales = new HashMap<>();
    for (Onnx.TensorProto constant :
        single.quantised(ranges, QuantisedEdges.FLOAT).proto().getGraph().getInitializerList()) {
      if (constant.getName().endsWith("/scale") && constant.getDimsCount() == 0) {
        scales.put(constant.getName(), Tensors.floats(constant)[0]);
      }
    }
    assertThat(scales)
        .containsEntry(layer + "/expand/scale", 23f / 255)
        .containsEntry(layer + "/squeeze/scale", 23f / 255)
        .containsEntry(layer + "/excite/scale", 6f / 255)
        .containsEntry(layer + "/project/scale", 30f / 255)
        .doesNotContainKey(layer + "/expand.hardsigmoid/scale");
  }

  @Test
  void networkRunsInIntegersAlone() throws OrtException, IOException {
    assertThat(kernels(Networks.small()))
        .contains("QLinearConv", "QLinearAdd", "QLinearGlobalAveragePool", "QGemm")
        .doesNotContain("Conv", "Gemm", "Relu", "QuantizeLinear", "DequantizeLinear");
  }

  /** The kinds of nodes that ONNX Runtime makes of a network between quantised edges. */
  private List<String> kernels(Network network) throws OrtException, IOException {
    float[] images = Networks.images(network, 1, SEEDS.child("images").generator());
    OnnxModel single = OnnxModel.of(network, WEIGHTS, OptionalInt.of(1));
    OnnxModel model = quantised(single, images, QuantisedEdges.UINT8);
    Path optimised = folder.resolve("optimised.onnx");
    try (OrtSession.SessionOptions options = OrtLibrary.options(1)) {
      options.setOptimizedModelFilePath(optimised.toString());
      OrtLibrary.environment().createSession(model.bytes(), options).close();
    }
    return Onnx.ModelProto.parseFrom(Files.readAllBytes(optimised))
        .getGraph()
        .getNodeList()
        .stream()
        .map(Onnx.NodeProto::getOpType)
        .toList();
  }

  @Test
  void wantsTheRangeOfEveryTensor() {
    Network network = Networks.small();
    OnnxModel single = OnnxModel.of(network, WEIGHTS, OptionalInt.empty());
    float[] images = Networks.images(network, 1, SEEDS.generator());
    Map<String, ValueRange> ranges = new HashMap<>(Calibration.ranges(single, List.of(images)));
    ranges.remove("layer2/project");
    assertThatThrownBy(() -> single.quantised(ranges, QuantisedEdges.FLOAT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Quantising small needs the range of tensor layer2/project");
  }

  @Test
  void calibrationCoversEveryBatch() {
    Network network = Networks.small();
    OnnxModel single = OnnxModel.of(network, WEIGHTS, OptionalInt.empty());
    float[] images = new float[(int) network.input().shape().elements()];
    images[0] = -3;
    float[] more = new float[2 * images.length];
    more[2 * images.length - 1] = 5;
    Map<String, ValueRange> ranges = Calibration.ranges(single, List.of(images, more));
    assertThat(ranges.get("images")).isEqualTo(new ValueRange(-3, 5));
    assertThat(ranges.get("layer0/conv.relu").min()).isZero();
  }

  @Test
  void calibrationRefusesWhatIsNotABatch() {
    OnnxModel any = OnnxModel.of(Networks.small(), WEIGHTS, OptionalInt.empty());
    assertThatThrownBy(() -> Calibration.ranges(any, List.of()))
        .hasMessage("Calibration needs a batch of examples");
    assertThatThrownBy(() -> Calibration.ranges(any, List.of(new float[1081])))
        .hasMessage(
            "A batch for small cannot hold 1081 values: an example has 1080, and the model takes"
                + " 1 at once");
    OnnxModel two = OnnxModel.of(Networks.small(), WEIGHTS, OptionalInt.of(2));
    assertThatThrownBy(() -> Calibration.ranges(two, List.of(new float[1080])))
        .hasMessageEndingWith("an example has 1080, and the model takes 2 at once");
    float[] endless = new float[1080];
    endless[7] = Float.POSITIVE_INFINITY;
    assertThatThrownBy(() -> Calibration.ranges(any, List.of(endless)))
        .hasMessage("Calibration meets the value Infinity as the images greatest");
  }
}
