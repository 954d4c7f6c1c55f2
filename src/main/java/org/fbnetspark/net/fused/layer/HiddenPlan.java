package org.fbnetspark.net.fused.layer;

import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.net.fused.kernel.Elementwise;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/** A fully connected layer with bias and the activation behind it. */
public final class HiddenPlan implements LayerPlan {

  private final LinearPlan product;
  private final Activation activation;

  /** Lays the layer out for batches of a size. */
  public HiddenPlan(Hidden op, Placement at, int batch) {
    product = new LinearPlan(at, batch);
    activation = op.activation();
  }

  @Override
  public NhwcShape input() {
    return product.input();
  }

  @Override
  public NhwcShape output() {
    return product.output();
  }

  @Override
  public int parameterCount() {
    return product.parameterCount();
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    return product.positions(candidate, role);
  }

  /** What the activation reads is kept too. */
  @Override
  public long keptFloats() {
    return product.keptFloats() + output().elements();
  }

  @Override
  public void reserve(ScratchSizes sizes) {
    product.reserve(sizes);
  }

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    NativeFloats z = dnn.passing(output().elements());
    Layer linear =
        product.build(dnn, parameters, scratch, new Ports(ports.x(), ports.dx(), z, ports.dy()));
    Elementwise function = new Elementwise(dnn, ActivatedNorm.function(activation), z);
    Kernel activate = function.forward(ports.y());
    Kernel activationGradient = function.backward(ports.dy(), ports.dy());
    return new Layer() {
      @Override
      public void forward(float[][] factors) {
        linear.forward(factors);
        activate.run();
      }

      @Override
      public float[][] backward(float[][] factors, boolean weightsToo) {
        activationGradient.run();
        return linear.backward(factors, weightsToo);
      }
    };
  }
}
