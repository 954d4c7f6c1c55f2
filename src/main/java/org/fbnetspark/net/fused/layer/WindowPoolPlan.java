package org.fbnetspark.net.fused.layer;

import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.WindowPool;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Pooling;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.kernel.Window;

/**
 * Largest values or means of windows, without the normalisation behind them. Where channels do not
 * fill whole vector registers oneDNN takes eight times longer for the way back, so maps are copied
 * into ones that do.
 */
final class WindowPoolPlan implements LayerPlan {

  /** Floats of the widest vector register. */
  private static final int REGISTER = 16;

  private final Pooling.Kind kind;
  private final NhwcShape input;
  private final NhwcShape output;
  private final NhwcShape padded;
  private final int stride;
  private final Affine norm;
  private final int parameterCount;

  /** Pools batches of a size. */
  WindowPoolPlan(WindowPool pool, Placement at, int batch) {
    kind =
        switch (pool.kind()) {
          case MAX -> Pooling.Kind.MAX;
          case AVG -> Pooling.Kind.MEAN;
        };
    input = NhwcShape.of(batch, at.input());
    output = NhwcShape.of(batch, at.output());
    padded = input.withChannels((input.channels() + REGISTER - 1) / REGISTER * REGISTER);
    stride = at.stride();
    ParameterRoom room = new ParameterRoom();
    norm = pool.normalised() ? Affine.in(room, at.outChannels(), false) : new Affine(0, 0, false);
    parameterCount = room.taken();
  }

  /** The normalisation behind the pool, where there is one. */
  Affine norm() {
    return norm;
  }

  private Window window() {
    return Window.square(padded, padded.channels(), WindowPool.KERNEL, stride);
  }

  private boolean fits() {
    return padded.equals(input);
  }

  @Override
  public NhwcShape input() {
    return input;
  }

  @Override
  public NhwcShape output() {
    return output;
  }

  @Override
  public int parameterCount() {
    return parameterCount;
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    return role.equals("gamma") ? norm.gamma(0, norm.channels()) : norm.beta(0, norm.channels());
  }

  @Override
  public boolean adds() {
    return true;
  }

  /** The places of the largest values, a byte each. */
  @Override
  public long keptFloats() {
    return kind == Pooling.Kind.MAX ? window().output().elements() / Float.BYTES : 0;
  }

  @Override
  public void reserve(ScratchSizes sizes) {
    sizes.need(ScratchSizes.Use.INPUT_SHARE, input.elements());
    if (!fits()) {
      sizes.need(ScratchSizes.Use.PADDED_INPUT, padded.elements());
      sizes.need(ScratchSizes.Use.PADDED_OUTPUT, window().output().elements());
    }
  }

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    Pooling pooling = Pooling.of(dnn, kind, window());
    if (!fits()) {
      return padded(pooling, dnn, scratch, ports);
    }
    Kernel forward = pooling.forward(ports.x(), ports.y());
    Kernel backward =
        ports
            .dx()
            .map(
                dx ->
                    AddingLayer.backward(
                        dnn, scratch, ports, target -> pooling.backward(ports.dy(), target)))
            .orElse(() -> {});
    return Layer.of(forward, backward);
  }

  private Layer padded(Pooling pooling, OneDnn dnn, Scratch scratch, Ports ports) {
    NhwcShape wide = window().output();
    NativeFloats x = scratch.take(ScratchSizes.Use.PADDED_INPUT, padded.elements());
    NativeFloats y = scratch.take(ScratchSizes.Use.PADDED_OUTPUT, wide.elements());
    long[] in = input.strides();
    long[] out = output.strides();
    Kernel forward =
        dnn.copy(input, ports.x(), in, x, padded.strides())
            .then(pooling.forward(x, y))
            .then(dnn.copy(output, y, wide.strides(), ports.y(), out));
    Kernel pool = dnn.copy(output, ports.dy(), out, y, wide.strides()).then(pooling.backward(y, x));
    Kernel backward =
        ports
            .dx()
            .map(
                dx ->
                    ports.adds()
                        ? dnn.addCopy(input, x, padded.strides(), dx, in)
                        : dnn.copy(input, x, padded.strides(), dx, in))
            .map(pool::then)
            .orElse(() -> {});
    return Layer.of(forward, backward);
  }
}
