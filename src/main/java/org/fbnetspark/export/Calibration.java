package org.fbnetspark.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import onnx.Onnx;

/**
 * The range of every tensor of a model in single precision: its least and its greatest value while
 * the model runs over examples.
 */
public final class Calibration {

  private static final String LEAST = "/least";
  private static final String GREATEST = "/greatest";

  private Calibration() {}

  /**
   * Runs a model over batches of images.
   *
   * @param batches each {@code [batch, channel, height, width]}, one after another in memory
   * @return ranges by the name of the tensor
   * @throws IllegalArgumentException without a batch, for one of the wrong length, and where a
   *     range has no end
   */
  public static Map<String, ValueRange> ranges(OnnxModel model, List<float[]> batches) {
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("Calibration needs a batch of examples");
    }
    OrtEnvironment ort = OrtLibrary.environment();
    Map<String, ValueRange> ranges = new HashMap<>();
    try (OrtSession.SessionOptions options = OrtLibrary.options(1);
        OrtSession session = ort.createSession(withRanges(model).toByteArray(), options)) {
      for (float[] batch : batches) {
        long[] shape = shapeOf(model, batch);
        try (OnnxTensor images = OnnxTensor.createTensor(ort, FloatBuffer.wrap(batch), shape);
            OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, images))) {
          for (String tensor : tensors(model)) {
            float least = scalar(result, tensor + LEAST);
            float greatest = scalar(result, tensor + GREATEST);
            ValueRange before = ranges.getOrDefault(tensor, ValueRange.ZEROS);
            ranges.put(tensor, before.with(least, greatest));
          }
        }
      }
      return ranges;
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime could not calibrate " + name(model) + ": " + e.getMessage(), e);
    }
  }

  private static String name(OnnxModel model) {
    return model.proto().getGraph().getName();
  }

  private static List<String> tensors(OnnxModel model) {
    Onnx.GraphProto graph = model.proto().getGraph();
    return Stream.concat(
            Stream.of(OnnxModel.INPUT),
            graph.getNodeList().stream().flatMap(node -> node.getOutputList().stream()))
        .toList();
  }

  /** The model with the least and the greatest value of every tensor as further outputs. */
  private static Onnx.ModelProto withRanges(OnnxModel model) {
    Onnx.ModelProto.Builder extended = model.proto().toBuilder();
    Onnx.GraphProto.Builder graph = extended.getGraphBuilder();
    for (String tensor : tensors(model)) {
      addOutput(graph, "ReduceMin", tensor, tensor + LEAST);
      addOutput(graph, "ReduceMax", tensor, tensor + GREATEST);
    }
    return extended.build();
  }

  private static void addOutput(
      Onnx.GraphProto.Builder graph, String op, String tensor, String output) {
    graph.addNode(
        Onnx.NodeProto.newBuilder()
            .setOpType(op)
            .setName(output)
            .addInput(tensor)
            .addOutput(output)
            .addAttribute(Attributes.of("keepdims", 0)));
    graph.addOutput(
        Onnx.ValueInfoProto.newBuilder()
            .setName(output)
            .setType(
                Onnx.TypeProto.newBuilder()
                    .setTensorType(
                        Onnx.TypeProto.Tensor.newBuilder()
                            .setElemType(Onnx.TensorProto.DataType.FLOAT.getNumber())
                            .setShape(Onnx.TensorShapeProto.getDefaultInstance()))));
  }

  private static long[] shapeOf(OnnxModel model, float[] batch) {
    long example = model.exampleValues();
    long[] shape = model.inputShape((int) (batch.length / example));
    if (batch.length == 0 || shape[0] * example != batch.length) {
      throw new IllegalArgumentException(
          "A batch for "
              + name(model)
              + " cannot hold "
              + batch.length
              + " values: an example has "
              + example
              + ", and the model takes "
              + shape[0]
              + " at once");
    }
    return shape;
  }

  private static float scalar(OrtSession.Result result, String output) throws OrtException {
    float value = (float) result.get(output).orElseThrow().getValue();
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "Calibration meets the value " + value + " as the " + output.replace("/", " "));
    }
    return value;
  }
}
