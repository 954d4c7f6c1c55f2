package org.fbnetspark.net.dl4j;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.train.WeightLayout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where each value of a network's vectors stands among the parameters of the graph that {@link
 * GraphLayers} adds, which DL4J keeps in one flat vector too.
 *
 * <p>The graph has no channel shuffle: between the 1x1 convolutions of a grouped block its channels
 * stay as the first one gives them. With m middle channels in g groups, what stands at position s
 * behind our shuffle is the graph's channel
 *
 * <pre>(s mod g) * m / g + floor(s / g)</pre>
 *
 * <p>What the graph has beyond a network's values are the zeros between the groups of its dense
 * convolutions.
 */
final class GraphWeights {

  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";
  private static final String DEPTHWISE = "depthwise";
  private static final String PROJECT = "project";

  private final Network network;
  private final ComputationGraph graph;
  private final int[] weights;
  private final int[] statistics;

  /** The places of a network in its graph, which has been initialised. */
  GraphWeights(Network network, ComputationGraph graph) {
    this.network = network;
    this.graph = graph;
    WeightLayout layout = new WeightLayout(network);
    weights = new int[layout.length()];
    statistics = new int[layout.statisticsLength()];
    layout.tensors().forEach(tensor -> place(tensor, weights));
    layout.statistics().forEach(tensor -> place(tensor, statistics));
  }

  /** The place of each weight; shared. */
  int[] places() {
    return weights;
  }

  /** Copies every weight and statistic in. */
  void copyIn(float[] newWeights, float[] newStatistics) {
    float[] parameters = new float[Math.toIntExact(graph.numParams())];
    scatter(newWeights, weights, parameters);
    scatter(newStatistics, statistics, parameters);
    set(parameters);
  }

  /** Copies every weight in and leaves the statistics as they are. */
  void copyIn(float[] newWeights) {
    float[] parameters = graph.params().dup().data().asFloat();
    scatter(newWeights, weights, parameters);
    set(parameters);
  }

  /** A copy of every weight. */
  float[] copyOut() {
    return gather(graph.params().dup().data().asFloat(), weights);
  }

  /** Puts each value of a vector to its place. */
  static void scatter(float[] values, int[] places, float[] into) {
    for (int i = 0; i < places.length; i++) {
      into[places[i]] = values[i];
    }
  }

  /** Takes each value of a vector from its place. */
  static float[] gather(float[] from, int[] places) {
    float[] values = new float[places.length];
    for (int i = 0; i < places.length; i++) {
      values[i] = from[places[i]];
    }
    return values;
  }

  private void set(float[] parameters) {
    graph.setParams(Nd4j.create(parameters, graph.params().shape(), 'c'));
  }

  private void place(WeightLayout.Tensor tensor, int[] places) {
    Block layer = network.chain().get(tensor.layer());
    int dot = tensor.role().lastIndexOf('.');
    String role = dot < 0 ? GraphLayers.ONLY_CONVOLUTION : tensor.role().substring(0, dot);
    String kind = tensor.role().substring(dot + 1);
    String name = layer.name() + "." + role;
    if (layer.op() instanceof Linear) {
      boolean weight = kind.equals(WEIGHT);
      place(
          tensor,
          parameter(layer.name(), weight ? "W" : "b"),
          weight ? classifier(tensor.shape(), layer.placement().input()) : i -> i,
          places);
    } else if (kind.equals(BIAS)) {
      place(tensor, parameter(name, "b"), channels(tensor, role, layer.op()), places);
    } else if (!kind.equals(WEIGHT)) {
      place(
          tensor,
          parameter(GraphLayers.norm(name), kind.equals("variance") ? "var" : kind),
          channels(tensor, role, layer.op()),
          places);
    } else {
      place(tensor, parameter(name, "W"), convolution(tensor.shape(), role, layer.op()), places);
    }
  }

  private static IntUnaryOperator convolution(List<Integer> shape, String role, Op op) {
    if (role.startsWith(DEPTHWISE)) {
      return depthwise(shape, op);
    } else if (role.equals(GraphLayers.SQUEEZE) || op instanceof Hidden) {
      return squeeze(shape, op);
    } else if (role.equals(GraphLayers.EXCITE)) {
      return excite(shape, op);
    }
    return full(shape, role, op);
  }

  private INDArray parameter(String layer, String name) {
    return graph.getLayer(layer).getParam(name);
  }

  /**
   * Notes where the values of a tensor stand.
   *
   * @param parameter a view of the graph's vector
   * @param index of a value of the tensor in the parameter, row by row
   */
  private static void place(
      WeightLayout.Tensor tensor, INDArray parameter, IntUnaryOperator index, int[] places) {
    for (int i = 0; i < tensor.length(); i++) {
      places[tensor.offset() + i] = inMemory(parameter, index.applyAsInt(i));
    }
  }

  /** Where a value of an array stands in memory, whose order may be any. */
  private static int inMemory(INDArray array, int rowByRow) {
    long place = array.offset();
    long rest = rowByRow;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      place += rest % array.size(axis) * array.stride(axis);
      rest /= array.size(axis);
    }
    return Math.toIntExact(place);
  }

  /** The graph's channel of a position behind the shuffle. */
  private static int channel(int position, int channels, Op op) {
    int groups = op.groups();
    return position % groups * (channels / groups) + position / groups;
  }

  /** One value for each channel. */
  private static IntUnaryOperator channels(WeightLayout.Tensor tensor, String role, Op op) {
    boolean middle = role.startsWith(DEPTHWISE) || role.equals(GraphLayers.EXCITE);
    return i -> middle ? channel(i, tensor.length(), op) : i;
  }

  /** A column for each channel: {@code [squeezed, channel]}. */
  private static IntUnaryOperator squeeze(List<Integer> shape, Op op) {
    int channels = shape.get(1);
    return i -> i / channels * channels + channel(i % channels, channels, op);
  }

  /** A row for each channel: {@code [channel, squeezed]}. */
  private static IntUnaryOperator excite(List<Integer> shape, Op op) {
    int channels = shape.get(0);
    int squeezed = shape.get(1);
    return i -> channel(i / squeezed, channels, op) * squeezed + i % squeezed;
  }

  /** From {@code [channel, height, width]} to {@code [height, width, channel, 1]}. */
  private static IntUnaryOperator depthwise(List<Integer> shape, Op op) {
    int channels = shape.get(0);
    int window = shape.get(1) * shape.get(2);
    return i -> i % window * channels + channel(i / window, channels, op);
  }

  /** From {@code [out, in / groups, height, width]} to {@code [out, in, height, width]}. */
  private static IntUnaryOperator full(List<Integer> shape, String role, Op op) {
    int groups = op.groups();
    int outputsOfGroup = shape.get(0) / groups;
    int inputsOfGroup = shape.get(1);
    int inputs = inputsOfGroup * groups;
    int window = shape.get(2) * shape.get(3);
    return i -> {
      int output = i / window / inputsOfGroup;
      int position = output / outputsOfGroup * inputsOfGroup + i / window % inputsOfGroup;
      int input = role.equals(PROJECT) ? channel(position, inputs, op) : position;
      return (output * inputs + input) * window + i % window;
    };
  }

  /**
   * From {@code [class, in]}, the channels innermost, to {@code [in, class]}, the channels
   * outermost.
   */
  private static IntUnaryOperator classifier(List<Integer> shape, ImageShape input) {
    int classes = shape.get(0);
    int inputs = shape.get(1);
    int positions = (int) input.positions();
    int channels = input.channels();
    return i -> {
      int in = i % inputs;
      return (in % channels * positions + in / channels) * classes + i / inputs;
    };
  }
}
