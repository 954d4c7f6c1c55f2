package org.fbnetspark.net.fused.layer;

import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.kernel.Window;

/** A full convolution with batch normalisation and activation. */
public final class ConvPlan implements LayerPlan {

  private final Conv op;
  private final Window window;
  private final Activation activation;
  private final int weights;
  private final int affine;
  private final int parameterCount;

  /** Lays the convolution out for batches of a size. */
  public ConvPlan(Conv op, Placement at, int batch) {
    NhwcShape in = NhwcShape.of(batch, at.input());
    this.op = op;
    activation = op.activation();
    window = Window.square(in, at.outChannels(), op.kernel(), at.stride());
    ParameterRoom room = new ParameterRoom();
    weights = room.take(weightCount());
    affine = room.take(2L * at.outChannels());
    parameterCount = room.taken();
  }

  /** The window and what it moves between. */
  Window window() {
    return window;
  }

  /** The weights among the layer's parameters. */
  Trainable weights(Trainable parameters) {
    return parameters.view(weights, weightCount());
  }

  /** Scale and shift of the normalisation, if they are trained. */
  Affine norm(boolean trained) {
    return new Affine(affine, window.outChannels(), trained);
  }

  private long weightCount() {
    return (long) window.taps() * window.input().channels() * window.outChannels();
  }

  @Override
  public NhwcShape input() {
    return window.input();
  }

  @Override
  public NhwcShape output() {
    return window.output();
  }

  @Override
  public LayerPlan on(ImageShape maps) {
    Placement at = new Placement(maps, window.outChannels(), window.strideHeight());
    return new ConvPlan(op, at, window.input().batch());
  }

  @Override
  public int parameterCount() {
    return parameterCount;
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    int out = window.outChannels();
    return switch (role) {
      case "gamma" -> norm(true).gamma(0, out);
      case "beta" -> norm(true).beta(0, out);
      default -> Weights.convolution(weights, window.taps(), window.input().channels(), out);
    };
  }

  @Override
  public long keptFloats() {
    return (1 + ActivatedNorm.keptTensors(activation)) * output().elements();
  }

  @Override
  public void reserve(ScratchSizes sizes) {}

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    return new ConvLayer(
        dnn, window, activation, weights(parameters), norm(true).of(dnn, parameters), ports);
  }
}
