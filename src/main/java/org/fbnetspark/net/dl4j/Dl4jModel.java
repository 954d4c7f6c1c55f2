package org.fbnetspark.net.dl4j;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A trained network as a graph of DL4J's own layers, with its weights. */
public final class Dl4jModel {

  private final TrainedModel model;
  private final WeightLayout layout;
  private final ComputationGraph graph;

  /**
   * Builds the graph and copies the weights and statistics in.
   *
   * @throws IllegalArgumentException for an op that DL4J's layers cannot be
   */
  public Dl4jModel(TrainedModel model) {
    this.model = model;
    layout = new WeightLayout(model.architecture().asSpace());
    Dl4jNetwork network = new Dl4jNetwork(model.architecture());
    graph = new ComputationGraph(network.configuration());
    graph.init();
    network.copies().forEach(this::copy);
  }

  /** The graph. */
  public ComputationGraph graph() {
    return graph;
  }

  /** A file that DL4J's ModelSerializer opens; without the updater's memory. */
  public byte[] zip() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ModelSerializer.writeModel(graph, bytes, false);
    } catch (IOException e) {
      throw new IllegalStateException("Memory cannot be written", e);
    }
    return bytes.toByteArray();
  }

  private void copy(Dl4jNetwork.Copy copy) {
    switch (copy.kind()) {
      case CONVOLUTION -> set(copy, "W", dense(copy));
      case DEPTHWISE -> set(copy, "W", depthwise(copy));
      case NORMALISATION -> normalisation(copy);
      case CLASSIFIER -> {
        int classes = (int) graph.getParam(copy.vertex() + "_b").length();
        set(
            copy,
            "W",
            Nd4j.createFromArray(weight(copy, "weight"))
                .reshape('c', classes, -1)
                .transpose()
                .dup('c'));
        set(copy, "b", Nd4j.createFromArray(weight(copy, "bias")));
      }
      case SHUFFLE -> set(copy, "W", shuffle(copy));
      default -> throw new IllegalStateException("Nothing is known of " + copy.kind());
    }
  }

  private void set(Dl4jNetwork.Copy copy, String parameter, INDArray value) {
    String key = copy.vertex() + "_" + parameter;
    INDArray target = graph.getParam(key);
    target.assign(value.reshape('c', target.shape()));
  }

  /** {@code [out, in, k, k]}, zero outside of the groups. */
  private INDArray dense(Dl4jNetwork.Copy copy) {
    WeightLayout.Tensor tensor = tensor(layout.tensors(), copy, "weight");
    List<Integer> shape = tensor.shape();
    int out = shape.get(0);
    int groupIn = shape.get(1);
    int taps = shape.get(2) * shape.get(3);
    int in = groupIn * copy.groups();
    float[] values = part(model.weights(), tensor);
    float[] dense = new float[out * in * taps];
    for (int o = 0; o < out; o++) {
      int from = source(copy, o, out);
      int group = from / (out / copy.groups());
      System.arraycopy(
          values, from * groupIn * taps, dense, (o * in + group * groupIn) * taps, groupIn * taps);
    }
    return Nd4j.createFromArray(dense);
  }

  /** DL4J has {@code [k, k, channel, 1]}. */
  private INDArray depthwise(Dl4jNetwork.Copy copy) {
    WeightLayout.Tensor tensor = tensor(layout.tensors(), copy, "weight");
    int channels = tensor.shape().get(0);
    int k = tensor.shape().get(1);
    return Nd4j.createFromArray(part(model.weights(), tensor))
        .reshape('c', channels, k, k)
        .permute(1, 2, 0)
        .dup('c');
  }

  private void normalisation(Dl4jNetwork.Copy copy) {
    set(copy, "gamma", shuffled(copy, weight(copy, "gamma")));
    set(copy, "beta", shuffled(copy, weight(copy, "beta")));
    set(copy, "mean", shuffled(copy, statistic(copy, "mean")));
    set(copy, "var", shuffled(copy, statistic(copy, "variance")));
  }

  private INDArray shuffled(Dl4jNetwork.Copy copy, float[] values) {
    float[] moved = new float[values.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = values[source(copy, i, values.length)];
    }
    return Nd4j.createFromArray(moved);
  }

  private INDArray shuffle(Dl4jNetwork.Copy copy) {
    int channels = (int) graph.getParam(copy.vertex() + "_W").size(0);
    float[] values = new float[channels * channels];
    for (int i = 0; i < channels; i++) {
      values[i * channels + source(copy, i, channels)] = 1f;
    }
    return Nd4j.createFromArray(values);
  }

  /** The channel that stands at a place once {@code (a1.., b1..)} have become (a1, b1, a2, ..). */
  private static int source(Dl4jNetwork.Copy copy, int place, int channels) {
    int groups = copy.groups();
    return copy.shuffled() ? (place % groups) * (channels / groups) + place / groups : place;
  }

  private float[] weight(Dl4jNetwork.Copy copy, String role) {
    return part(model.weights(), tensor(layout.tensors(), copy, role));
  }

  private float[] statistic(Dl4jNetwork.Copy copy, String role) {
    return part(model.statistics(), tensor(layout.statistics(), copy, role));
  }

  private static float[] part(float[] values, WeightLayout.Tensor tensor) {
    return Arrays.copyOfRange(values, tensor.offset(), tensor.offset() + tensor.length());
  }

  private static WeightLayout.Tensor tensor(
      List<WeightLayout.Tensor> tensors, Dl4jNetwork.Copy copy, String role) {
    return tensors.stream()
        .filter(t -> t.layer() == copy.layer() && t.role().equals(copy.prefix() + role))
        .findFirst()
        .orElseThrow();
  }
}
