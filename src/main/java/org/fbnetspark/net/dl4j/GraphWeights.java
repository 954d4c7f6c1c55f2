package org.fbnetspark.net.dl4j;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trained network's tensors in the form of the graph that {@link GraphLayers} adds.
 *
 * <p>The graph has no channel shuffle: between the 1x1 convolutions of a grouped block its channels
 * stay as the first one gives them. With m middle channels in g groups, what stands at position s
 * behind our shuffle is the graph's channel
 *
 * <pre>(s mod g) * m / g + floor(s / g)</pre>
 */
final class GraphWeights {

  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";
  private static final String DEPTHWISE = "depthwise";
  private static final String PROJECT = "project";

  private final TrainedModel model;

  GraphWeights(TrainedModel model) {
    this.model = model;
  }

  /** Copies every weight and statistic in. */
  void copyInto(ComputationGraph graph) {
    WeightLayout layout = new WeightLayout(model.architecture().asSpace());
    layout.tensors().forEach(tensor -> copy(tensor, model.weights(), graph));
    layout.statistics().forEach(tensor -> copy(tensor, model.statistics(), graph));
  }

  private void copy(WeightLayout.Tensor tensor, float[] vector, ComputationGraph graph) {
    Architecture.Layer layer = model.architecture().layers().get(tensor.layer());
    float[] values = new float[tensor.length()];
    System.arraycopy(vector, tensor.offset(), values, 0, values.length);
    int dot = tensor.role().lastIndexOf('.');
    String role = dot < 0 ? GraphLayers.ONLY_CONVOLUTION : tensor.role().substring(0, dot);
    String kind = tensor.role().substring(dot + 1);
    String name = layer.name() + "." + role;
    if (layer.op() instanceof Linear) {
      boolean weight = kind.equals(WEIGHT);
      float[] turned = weight ? classifier(values, layer.placement().input()) : values;
      set(graph, layer.name(), weight ? "W" : "b", turned);
    } else if (kind.equals(BIAS)) {
      set(graph, name, "b", channels(values, role, layer.op()));
    } else if (!kind.equals(WEIGHT)) {
      set(graph, GraphLayers.norm(name), parameter(kind), channels(values, role, layer.op()));
    } else if (role.startsWith(DEPTHWISE)) {
      set(graph, name, "W", depthwise(values, tensor.shape(), layer.op()));
    } else if (role.equals(GraphLayers.SQUEEZE)) {
      set(graph, name, "W", squeeze(values, tensor.shape(), layer.op()));
    } else if (role.equals(GraphLayers.EXCITE)) {
      set(graph, name, "W", rows(values, tensor.shape(), layer.op()));
    } else {
      set(graph, name, "W", full(values, tensor.shape(), role, layer.op()));
    }
  }

  private static String parameter(String kind) {
    return kind.equals("variance") ? "var" : kind;
  }

  private static void set(ComputationGraph graph, String layer, String name, float[] values) {
    INDArray parameter = graph.getLayer(layer).getParam(name);
    if (parameter.length() != values.length) {
      throw new IllegalStateException(
          layer + " has " + parameter.length() + " values of " + name + ", not " + values.length);
    }
    // Row by row whatever the array's own order in memory is.
    parameter.assign(Nd4j.create(values, parameter.shape(), 'c'));
  }

  /** The graph's channel of a position behind the shuffle. */
  private static int channel(int position, int channels, Op op) {
    int groups = groups(op);
    return position % groups * (channels / groups) + position / groups;
  }

  private static int groups(Op op) {
    return op instanceof MbConv mb ? mb.groups() : 1;
  }

  /** One value for each channel, in the graph's order. */
  private static float[] channels(float[] values, String role, Op op) {
    boolean middle = role.startsWith(DEPTHWISE) || role.equals(GraphLayers.EXCITE);
    return middle ? rows(values, List.of(values.length), op) : values;
  }

  /** A row for each channel, in the graph's order. */
  private static float[] rows(float[] values, List<Integer> shape, Op op) {
    int channels = shape.get(0);
    int length = values.length / channels;
    float[] turned = new float[values.length];
    for (int s = 0; s < channels; s++) {
      System.arraycopy(values, s * length, turned, channel(s, channels, op) * length, length);
    }
    return turned;
  }

  /** A column for each channel, in the graph's order. */
  private static float[] squeeze(float[] values, List<Integer> shape, Op op) {
    int channels = shape.get(1);
    float[] turned = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int s = i % channels;
      turned[i - s + channel(s, channels, op)] = values[i];
    }
    return turned;
  }

  /** From {@code [channel, height, width]} to {@code [height, width, channel, 1]}. */
  private static float[] depthwise(float[] values, List<Integer> shape, Op op) {
    int channels = shape.get(0);
    int window = values.length / channels;
    float[] turned = new float[values.length];
    for (int s = 0; s < channels; s++) {
      for (int i = 0; i < window; i++) {
        turned[i * channels + channel(s, channels, op)] = values[s * window + i];
      }
    }
    return turned;
  }

  /** From {@code [out, in / groups, height, width]} to {@code [out, in, height, width]}. */
  private static float[] full(float[] values, List<Integer> shape, String role, Op op) {
    int outputs = shape.get(0);
    int groups = groups(op);
    int inGroup = shape.get(1);
    int inputs = inGroup * groups;
    int window = shape.get(2) * shape.get(3);
    float[] dense = new float[outputs * inputs * window];
    for (int o = 0; o < outputs; o++) {
      int first = o / (outputs / groups) * inGroup;
      for (int i = 0; i < inGroup; i++) {
        int position = first + i;
        int input = role.equals(PROJECT) ? channel(position, inputs, op) : position;
        System.arraycopy(
            values, (o * inGroup + i) * window, dense, (o * inputs + input) * window, window);
      }
    }
    return dense;
  }

  /**
   * From {@code [class, in]}, the channels innermost, to {@code [in, class]}, the channels
   * outermost.
   */
  private static float[] classifier(float[] values, ImageShape input) {
    int positions = (int) input.positions();
    int channels = input.channels();
    int inputs = positions * channels;
    int classes = values.length / inputs;
    float[] turned = new float[values.length];
    for (int k = 0; k < classes; k++) {
      for (int p = 0; p < positions; p++) {
        for (int c = 0; c < channels; c++) {
          turned[(c * positions + p) * classes + k] = values[k * inputs + p * channels + c];
        }
      }
    }
    return turned;
  }
}
