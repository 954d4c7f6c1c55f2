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
    IndexRuns runs = new IndexRuns();
    int out = window.outChannels();
    int in = window.input().channels();
    switch (role) {
      case "gamma" -> runs.addRange(affine, out);
      case "beta" -> runs.addRange(affine + out, out);
      default -> {
        for (int o = 0; o < out; o++) {
          for (int i = 0; i < in; i++) {
            for (int tap = 0; tap < window.taps(); tap++) {
              runs.add(weights + (tap * in + i) * out + o);
            }
          }
        }
      }
    }
    return runs;
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
        dnn,
        window,
        activation,
        parameters.view(weights, weightCount()),
        parameters.view(affine, 2L * window.outChannels()),
        ports);
  }
}
