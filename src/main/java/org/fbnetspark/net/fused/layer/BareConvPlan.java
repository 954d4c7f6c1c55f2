package org.fbnetspark.net.fused.layer;

import org.fbnetspark.domain.op.BareConv;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/** A full convolution without the normalisation behind it, and without what stands before it. */
final class BareConvPlan implements LayerPlan {

  /** The same convolution with an activation, whose parameters lie alike. */
  private final ConvPlan conv;

  private final boolean affine;

  /** Lays the convolution out for batches of a size. */
  BareConvPlan(BareConv op, Placement at, int batch) {
    conv = new ConvPlan(new Conv(op.kernel()), at, batch);
    affine = op.affine();
  }

  /** The normalisation behind the convolution. */
  Affine norm() {
    return conv.norm(affine);
  }

  @Override
  public NhwcShape input() {
    return conv.input();
  }

  @Override
  public NhwcShape output() {
    return conv.output();
  }

  @Override
  public int parameterCount() {
    return conv.parameterCount();
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    return conv.positions(candidate, role);
  }

  @Override
  public boolean adds() {
    return FullConvolution.product(conv.window());
  }

  @Override
  public long keptFloats() {
    return 0;
  }

  @Override
  public void reserve(ScratchSizes sizes) {}

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    FullConvolution convolution =
        new FullConvolution(dnn, conv.window(), conv.weights(parameters), ports);
    return new Layer() {
      @Override
      public void forward(float[][] factors) {
        convolution.forward();
      }

      @Override
      public float[][] backward(float[][] factors, boolean weightsToo) {
        convolution.backward(weightsToo);
        return new float[0][];
      }
    };
  }
}
