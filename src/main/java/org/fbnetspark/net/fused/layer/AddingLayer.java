package org.fbnetspark.net.fused.layer;

import java.util.function.Function;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/** A layer that reads one thing, of which others have filled the gradient before. */
public final class AddingLayer implements Layer {

  private final Layer layer;
  private final Kernel add;

  private AddingLayer(Layer layer, Kernel add) {
    this.layer = layer;
    this.add = add;
  }

  /** The layer of a plan, with a gradient of its own that is added where it does not add itself. */
  public static Layer of(
      LayerPlan plan, OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    if (plan.adds() || !ports.adds() || ports.dx().isEmpty()) {
      return plan.build(dnn, parameters, scratch, ports);
    }
    NativeFloats share = scratch.take(ScratchSizes.Use.INPUT_SHARE, plan.input().elements());
    Ports own = new Ports(ports.x(), ports.dx().map(dx -> share), ports.y(), ports.dy());
    Layer layer = plan.build(dnn, parameters, scratch, own);
    return new AddingLayer(layer, dnn.add(share, ports.dx().orElseThrow()));
  }

  /**
   * The way back of a kernel that can only set a gradient: that of what a layer reads is set, or a
   * share is added to it.
   *
   * @param setting the kernel for a gradient, of the extent of what is read
   */
  static Kernel backward(
      OneDnn dnn, Scratch scratch, Ports ports, Function<NativeFloats, Kernel> setting) {
    NativeFloats dx = ports.dx().orElseThrow();
    if (!ports.adds()) {
      return setting.apply(dx);
    }
    NativeFloats share = scratch.take(ScratchSizes.Use.INPUT_SHARE, dx.length());
    return setting.apply(share).then(dnn.add(share, dx));
  }

  /** Says what will be borrowed if gradients are to be added. */
  public static void reserve(LayerPlan plan, ScratchSizes sizes) {
    plan.reserve(sizes);
    if (!plan.adds()) {
      sizes.need(ScratchSizes.Use.INPUT_SHARE, plan.input().elements());
    }
  }

  @Override
  public void forward(float[][] factors) {
    layer.forward(factors);
  }

  @Override
  public void want(boolean[] factors) {
    layer.want(factors);
  }

  @Override
  public float[][] backward(float[][] factors, boolean weightsToo) {
    float[][] gradient = layer.backward(factors, weightsToo);
    add.run();
    return gradient;
  }
}
