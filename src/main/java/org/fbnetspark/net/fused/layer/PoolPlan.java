package org.fbnetspark.net.fused.layer;

import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Pooling;
import org.fbnetspark.net.fused.kernel.Trainable;

/** The mean over all positions. */
public final class PoolPlan implements LayerPlan {

  private final NhwcShape input;

  /** Pools batches of a size. */
  public PoolPlan(Placement at, int batch) {
    input = NhwcShape.of(batch, at.input());
  }

  @Override
  public NhwcShape input() {
    return input;
  }

  @Override
  public NhwcShape output() {
    return input.pooled();
  }

  @Override
  public LayerPlan on(ImageShape maps) {
    return new PoolPlan(new Placement(maps, input.channels(), 1), input.batch());
  }

  @Override
  public int parameterCount() {
    return 0;
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    throw new IllegalArgumentException("A pooling layer has no tensor " + role);
  }

  @Override
  public long keptFloats() {
    return 0;
  }

  @Override
  public void reserve(ScratchSizes sizes) {}

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    Pooling pool = Pooling.whole(dnn, input);
    Kernel forward = pool.forward(ports.x(), ports.y());
    Kernel backward = ports.dx().map(dx -> pool.backward(ports.dy(), dx)).orElse(() -> {});
    return Layer.of(forward, backward);
  }
}
