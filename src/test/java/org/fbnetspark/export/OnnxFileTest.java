package org.fbnetspark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import onnx.Onnx;
import org.fbnetspark.domain.name.Release;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.testing.ToyGraph;
import org.junit.jupiter.api.Test;

/**
 * Holds files to golden ones. They name the version of the product and its operator set, so that a
 * release changes them: {@code mvn test -Dtest=OnnxFileTest -Dgolden.write=true} writes them anew,
 * and the difference is looked at before it is committed.
 */
class OnnxFileTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final ImageShape IMAGE = new ImageShape(6, 5, 3);

  /** Eighths, which are exact, in a row that differs from kernel to kernel. */
  private static FoldedKernel eighths(int layer, String role, List<Integer> shape) {
    float[] weights = new float[shape.stream().reduce(1, Math::multiplyExact)];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = ((i * 5 + layer * 3 + role.length()) % 17 - 8) / 8f;
    }
    float[] biases = new float[shape.get(0)];
    for (int i = 0; i < biases.length; i++) {
      biases[i] = (i % 3 - 1) / 4f;
    }
    return new FoldedKernel(weights, biases);
  }

  private static Network tiny() {
    return chain(
        "tiny",
        IMAGE,
        List.of(new Conv(3), new MbConv(3, 1, 2), new GlobalPool(), new Linear()),
        new int[] {4, 4, 4, 2},
        new int[] {2, 1, 1, 1});
  }

  private static Network chain(
      String name, ImageShape image, List<Op> ops, int[] outs, int[] strides) {
    List<Block> layers = new ArrayList<>();
    ImageShape shape = image;
    for (int i = 0; i < ops.size(); i++) {
      Placement at = new Placement(shape, outs[i], strides[i]);
      layers.add(new Block("layer" + i, ops.get(i), at));
      shape = ops.get(i).output(at);
    }
    return Network.chain(name, image, layers);
  }

  private static OnnxModel tinyModel() {
    return OnnxModel.of(tiny(), OnnxFileTest::eighths, OptionalInt.empty());
  }

  private static OnnxModel tinyInBytes() {
    Map<String, ValueRange> ranges = new LinkedHashMap<>();
    ranges.put(OnnxModel.INPUT, new ValueRange(-2, 2));
    for (Onnx.NodeProto node : tinyModel().proto().getGraph().getNodeList()) {
      boolean positive = node.getOpType().equals("Relu");
      ranges.put(node.getOutput(0), new ValueRange(positive ? 0 : -4, 8));
    }
    return tinyModel().quantised(ranges, QuantisedEdges.FLOAT);
  }

  @Test
  void modelIsTheGoldenFile() throws IOException {
    isTheGoldenFile(tinyModel(), "model-opset13.onnx");
  }

  @Test
  void quantisedModelIsTheGoldenFile() throws IOException {
    isTheGoldenFile(tinyInBytes(), "model-int8-opset13.onnx");
  }

  private static void isTheGoldenFile(OnnxModel model, String name) throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      Files.write(GOLDEN.resolve(name), model.bytes());
    }
    assertThat(model.bytes()).isEqualTo(Files.readAllBytes(GOLDEN.resolve(name)));
  }

  @Test
  void saysWhoWroteWhatInWhichVersion() throws IOException {
    Onnx.ModelProto read = Onnx.ModelProto.parseFrom(tinyModel().bytes());
    assertThat(read.getProducerName()).isEqualTo("fbnet-spark");
    assertThat(read.getProducerVersion()).isEqualTo(Release.VERSION).isNotEmpty();
    assertThat(read.getIrVersion()).isEqualTo(7);
    assertThat(read.getOpsetImport(0).getVersion()).isEqualTo(13);
    assertThat(read.getGraph().getName()).isEqualTo("tiny");
    assertThat(axes(read.getGraph().getInput(0))).isEqualTo("images batch 3 6 5");
    assertThat(axes(read.getGraph().getOutput(0))).isEqualTo("scores batch 2");
    assertThat(
            read.getGraph().getNodeList().stream()
                .map(Onnx.NodeProto::getOpType)
                .collect(Collectors.joining(" ")))
        .isEqualTo(
            "Conv Relu Conv Relu Reshape Transpose Reshape Conv Relu Conv Add GlobalAveragePool"
                + " Flatten Gemm");
  }

  private static String axes(Onnx.ValueInfoProto tensor) {
    return tensor.getType().getTensorType().getShape().getDimList().stream()
        .map(axis -> axis.hasDimParam() ? axis.getDimParam() : "" + axis.getDimValue())
        .collect(Collectors.joining(" ", tensor.getName() + " ", ""));
  }

  @Test
  void holdsPropertiesByName() throws IOException {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("mean", "0.5,0.5,0.5");
    properties.put("classes", "cat,dog");
    OnnxModel model = tinyModel().withProperties(Map.of("old", "1")).withProperties(properties);
    assertThat(
            Onnx.ModelProto.parseFrom(model.bytes()).getMetadataPropsList().stream()
                .map(property -> property.getKey() + "=" + property.getValue()))
        .containsExactly("classes=cat,dog", "mean=0.5,0.5,0.5");
    assertThat(model.withProperties(Map.of()).bytes()).isEqualTo(tinyModel().bytes());
  }

  @Test
  void isReadAsItWasWritten() {
    assertThat(OnnxModel.read(tinyInBytes().bytes()).bytes()).isEqualTo(tinyInBytes().bytes());
    assertThatThrownBy(() -> OnnxModel.read(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no ONNX model");
  }

  @Test
  void theSeedAloneDecidesTheBytes() {
    assertThat(random(3)).isEqualTo(random(3)).isNotEqualTo(random(4));
  }

  private static byte[] random(long seed) {
    FoldedWeights weights = new RandomWeights(new SeedTree(seed));
    return OnnxModel.of(tiny(), weights, OptionalInt.of(1)).bytes();
  }

  @Test
  void refusesKernelsOfAnotherShape() {
    refused(
        tiny(),
        (layer, role, shape) -> eighths(layer, role, List.of(2, 2)),
        "The kernel conv of layer layer0 must be [4, 3, 3, 3], but has 4 weights and 2 biases");
  }

  @Test
  void refusesNetworksThatNoModelIsWrittenFor() {
    refused(
        ToyGraph.space().at(new int[6]),
        "toy has something to choose, several outputs or a learned sum");
    refused(
        chain("two", IMAGE, List.of(new Linear(), new Conv(1)), new int[] {2, 2}, new int[] {1, 1}),
        "Layer layer1 of two stands behind the classifier; an ONNX model ends with it");
    assertThatThrownBy(() -> OnnxModel.of(tiny(), OnnxFileTest::eighths, OptionalInt.of(0)))
        .hasMessage("A model needs a batch of at least 1, but was 0");
  }

  @Test
  void refusesNetworksBeyondTheFormatBeforeItTakesMemory() {
    refused(
        one(new Conv(1), new ImageShape(Integer.MAX_VALUE, 1, 1), 4),
        "layer0 has a side of 2147483647, above 65536");
    refused(
        one(new Conv(1), new ImageShape(1, 1, 3), Integer.MAX_VALUE),
        "layer0 has a side of 2147483647, above 65536");
    refused(
        one(new Linear(), new ImageShape(300, 300, 100), 1000),
        "layer0 brings the weights above 250000000");
    refused(
        one(new MbConv(3, 99, 1), new ImageShape(1000, 1000, 10), 4),
        "layer0 holds more than 500000000 values between nodes");
    assertThatThrownBy(
            () -> OnnxModel.of(tiny(), OnnxFileTest::eighths, OptionalInt.of(Integer.MAX_VALUE)))
        .hasMessageContaining("values between nodes");
  }

  private static Network one(Op op, ImageShape input, int out) {
    Block layer = new Block("layer0", op, new Placement(input, out, 1));
    return Network.chain("one", input, List.of(layer));
  }

  private static void refused(Network network, String reason) {
    refused(
        network,
        (layer, role, shape) -> {
          throw new AssertionError("a kernel is asked for");
        },
        reason);
  }

  private static void refused(Network network, FoldedWeights weights, String reason) {
    assertThatThrownBy(() -> OnnxModel.of(network, weights, OptionalInt.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
