package org.fbnetspark.net.graph;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.net.layer.LayerPlan;
import org.fbnetspark.net.layer.LayerPlans;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Configuration of a layer of a supernet, all candidates fused. Activations are {@code [example,
 * height, width, channel]}. The layer works once a {@link GraphSupernet} gave it its buffers.
 */
public final class FusedLayer extends FeedForwardLayer {

  private static final long serialVersionUID = 1L;

  @JsonProperty private final List<String> candidates;
  @JsonProperty private final int height;
  @JsonProperty private final int width;
  @JsonProperty private final int channels;
  @JsonProperty private final int outChannels;
  @JsonProperty private final int stride;
  @JsonProperty private final int batchSize;

  @JsonCreator
  FusedLayer(
      @JsonProperty("layerName") String layerName,
      @JsonProperty("candidates") List<String> candidates,
      @JsonProperty("height") int height,
      @JsonProperty("width") int width,
      @JsonProperty("channels") int channels,
      @JsonProperty("outChannels") int outChannels,
      @JsonProperty("stride") int stride,
      @JsonProperty("batchSize") int batchSize) {
    this.layerName = layerName;
    this.candidates = List.copyOf(candidates);
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.outChannels = outChannels;
    this.stride = stride;
    this.batchSize = batchSize;
    nIn = channels;
    nOut = outChannels;
  }

  /** A layer for batches of one size. */
  public FusedLayer(Choice choice, int batchSize) {
    this(
        choice.name(),
        choice.candidates().stream().map(Op::code).toList(),
        choice.placement().input().height(),
        choice.placement().input().width(),
        choice.placement().input().channels(),
        choice.placement().outChannels(),
        choice.placement().stride(),
        batchSize);
  }

  /** What there is to choose, and where. */
  public Choice choice() {
    ImageShape input = new ImageShape(height, width, channels);
    return new Choice(
        layerName,
        candidates.stream().map(FusedLayer::op).toList(),
        new Placement(input, outChannels, stride));
  }

  private static Op op(String code) {
    return OpCode.parse(code).orElseThrow(() -> new IllegalArgumentException(OpCode.unknown(code)));
  }

  LayerPlan plan() {
    return LayerPlans.of(choice(), batchSize);
  }

  @Override
  public FusedLayerRun instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    FusedLayerRun layer = new FusedLayerRun(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(conf, parameters, initialize));
    return layer;
  }

  @Override
  public ParamInitializer initializer() {
    return new FlatParameters();
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    ImageShape output = choice().candidates().get(0).output(choice().placement());
    return InputType.convolutional(
        output.height(), output.width(), output.channels(), CNN2DFormat.NHWC);
  }

  @Override
  public void setNIn(InputType input, boolean override) {
    // The shape of the input is part of the configuration.
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    long kept = plan().keptFloats() / batchSize;
    return new LayerMemoryReport.Builder(
            layerName, FusedLayer.class, input, getOutputType(-1, input))
        .standardMemory(initializer().numParams(this), 0)
        .workingMemory(0, kept, 0, kept)
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FusedLayer that
        && choice().equals(that.choice())
        && batchSize == that.batchSize
        && super.equals(other);
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof FusedLayer;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + choice().hashCode();
  }
}
