package org.fbnetspark.net.fused.layer;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.AuxiliaryHead;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.net.fused.kernel.Elementwise;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Pooling;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.kernel.Window;

/** What stands before an auxiliary classifier, behind its first ReLU. */
final class AuxiliaryPlan implements LayerPlan {

  private static final int SIDE = AuxiliaryHead.SIDE;

  private final boolean normalised;
  private final NhwcShape input;
  private final NhwcShape pooled;
  private final NhwcShape middle;
  private final NhwcShape output;
  private final int pointwise;
  private final Affine pointwiseNorm;
  private final int project;
  private final Affine projectNorm;
  private final int parameterCount;

  /** Lays the head out for batches of a size. */
  AuxiliaryPlan(AuxiliaryHead head, Placement at, int batch) {
    normalised = head.normalised();
    input = NhwcShape.of(batch, at.input());
    pooled = new NhwcShape(batch, SIDE, SIDE, input.channels());
    middle = pooled.withChannels(AuxiliaryHead.MIDDLE);
    output = new NhwcShape(batch, 1, 1, at.outChannels());
    ParameterRoom room = new ParameterRoom();
    pointwise = room.take((long) pooled.channels() * middle.channels());
    pointwiseNorm = Affine.in(room, middle.channels(), true);
    project = room.take(projectWeights());
    projectNorm = Affine.in(room, output.channels(), true);
    parameterCount = room.taken();
  }

  private long projectWeights() {
    return (long) SIDE * SIDE * middle.channels() * output.channels();
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
  public List<Reading> reads() {
    return List.of(new Reading(0, true));
  }

  @Override
  public int parameterCount() {
    return parameterCount;
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    return switch (role) {
      case "pointwise.weight" ->
          Weights.transposed(pointwise, pooled.channels(), middle.channels());
      case "pointwise.gamma" -> pointwiseNorm.gamma(0, middle.channels());
      case "pointwise.beta" -> pointwiseNorm.beta(0, middle.channels());
      case "project.gamma" -> projectNorm.gamma(0, output.channels());
      case "project.beta" -> projectNorm.beta(0, output.channels());
      default -> Weights.convolution(project, SIDE * SIDE, middle.channels(), output.channels());
    };
  }

  @Override
  public long keptFloats() {
    return pooled.elements() + 2 * middle.elements() + output.elements();
  }

  @Override
  public void reserve(ScratchSizes sizes) {
    sizes.need(ScratchSizes.Use.BACK, middle.elements());
    sizes.need(ScratchSizes.Use.FRONT, pooled.elements());
  }

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    return new Head(dnn, parameters, scratch, ports);
  }

  private final class Head implements Layer {
    private final FullConvolution first;
    private final ActivatedNorm norm;
    private final Kernel pool;
    private final Kernel poolGradient;
    private final OneDnn dnn;
    private final Matrix maps;
    private final Matrix mapsGradient;
    private final Matrix weights;
    private final Matrix weightGradient;
    private final Matrix projected;
    private final Matrix dy;
    private final Kernel end;
    private final Kernel endGradient;

    Head(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
      this.dnn = dnn;
      NativeFloats means = dnn.floats(pooled.elements());
      NativeFloats meansGradient = scratch.take(ScratchSizes.Use.FRONT, pooled.elements());
      Pooling pooling =
          Pooling.inside(
              dnn,
              input,
              pooled,
              AuxiliaryHead.window(input.height()),
              AuxiliaryHead.window(input.width()));
      pool = pooling.forward(ports.x(), means);
      poolGradient = ports.dx().map(dx -> pooling.backward(meansGradient, dx)).orElse(() -> {});
      NativeFloats product = dnn.floats(middle.elements());
      NativeFloats activated = dnn.floats(middle.elements());
      NativeFloats gradient = scratch.take(ScratchSizes.Use.BACK, middle.elements());
      long size = (long) pooled.channels() * middle.channels();
      first =
          new FullConvolution(
              dnn,
              Window.square(pooled, middle.channels(), 1, 1),
              parameters.view(pointwise, size),
              new Ports(means, Optional.of(meansGradient), product, gradient));
      norm =
          new ActivatedNorm(
              dnn,
              middle,
              Activation.RELU,
              product,
              activated,
              gradient,
              pointwiseNorm.of(dnn, parameters));
      long in = middle.elements() / middle.batch();
      maps = Matrix.of(activated, middle.batch(), in);
      mapsGradient = Matrix.of(gradient, middle.batch(), in);
      Trainable own = parameters.view(project, projectWeights());
      weights = Matrix.of(own.value(), in, output.channels());
      weightGradient = Matrix.of(own.gradient(), in, output.channels());
      projected = Site.rows(dnn.floats(output.elements()), output);
      dy = Site.rows(ports.dy(), output);
      if (normalised) {
        Trainable affine = projectNorm.of(dnn, parameters);
        ActivatedNorm last =
            new ActivatedNorm(
                dnn, output, Activation.RELU, projected.data(), ports.y(), ports.dy(), affine);
        end = last::forward;
        endGradient = last::backward;
      } else {
        Elementwise relu = new Elementwise(dnn, Elementwise.Function.RELU, projected.data());
        end = relu.forward(ports.y());
        endGradient = relu.backward(ports.dy(), ports.dy());
      }
    }

    @Override
    public void forward(float[][] factors) {
      pool.run();
      first.forward();
      norm.forward();
      dnn.multiply(maps, weights, 0f, projected);
      end.run();
    }

    @Override
    public float[][] backward(float[][] factors, boolean weightsToo) {
      endGradient.run();
      if (weightsToo) {
        dnn.multiply(maps.transpose(), dy, 0f, weightGradient);
      }
      dnn.multiply(dy, weights.transpose(), 0f, mapsGradient);
      norm.backward();
      first.backward(weightsToo);
      poolGradient.run();
      return new float[0][];
    }
  }
}
