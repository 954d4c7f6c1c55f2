package org.fbnetspark.net.fused.layer;

import java.util.Arrays;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/** A fully connected layer with bias over all values of an example, in the order of memory. */
public final class LinearPlan implements LayerPlan {

  private final NhwcShape input;
  private final int in;
  private final int out;
  private final int bias;
  private final int parameterCount;

  /** Lays the layer out for batches of a size. */
  public LinearPlan(Placement at, int batch) {
    input = NhwcShape.of(batch, at.input());
    in = Math.toIntExact(at.input().elements());
    out = at.outChannels();
    ParameterRoom room = new ParameterRoom();
    room.take((long) in * out);
    bias = room.take(out);
    parameterCount = room.taken();
  }

  @Override
  public NhwcShape input() {
    return input;
  }

  @Override
  public NhwcShape output() {
    return new NhwcShape(input.batch(), 1, 1, out);
  }

  @Override
  public int parameterCount() {
    return parameterCount;
  }

  /** Place of the biases behind the weights {@code [out][in]}. */
  int bias() {
    return bias;
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    IndexRuns runs = new IndexRuns();
    if (role.equals("bias")) {
      runs.addRange(bias, out);
    } else {
      runs.addRange(0, in * out);
    }
    return runs;
  }

  @Override
  public long keptFloats() {
    return input.batch();
  }

  @Override
  public void reserve(ScratchSizes sizes) {}

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    return new LinearLayer(dnn, parameters, ports);
  }

  private final class LinearLayer implements Layer {
    private final OneDnn dnn;
    private final Ports ports;
    private final Matrix x;
    private final Matrix y;
    private final Matrix dy;
    private final Matrix ones;
    private final Matrix weights;
    private final Matrix weightGradient;
    private final Matrix biases;
    private final Matrix biasGradient;

    LinearLayer(OneDnn dnn, Trainable parameters, Ports ports) {
      this.dnn = dnn;
      this.ports = ports;
      int batch = input.batch();
      x = Matrix.of(ports.x(), batch, in);
      y = Matrix.of(ports.y(), batch, out);
      dy = Matrix.of(ports.dy(), batch, out);
      NativeFloats one = dnn.floats(batch);
      float[] values = new float[batch];
      Arrays.fill(values, 1f);
      one.put(values);
      ones = Matrix.of(one, batch, 1);
      weights = Matrix.of(parameters.value(), out, in);
      weightGradient = Matrix.of(parameters.gradient(), out, in);
      Trainable biasPart = parameters.view(bias, out);
      biases = Matrix.of(biasPart.value(), 1, out);
      biasGradient = Matrix.of(biasPart.gradient(), 1, out);
    }

    @Override
    public void forward(float[][] factors) {
      dnn.multiply(ones, biases, 0f, y);
      dnn.multiply(x, weights.transpose(), 1f, y);
    }

    @Override
    public float[][] backward(float[][] factors, boolean weightsToo) {
      if (weightsToo) {
        dnn.multiply(dy.transpose(), x, 0f, weightGradient);
        dnn.multiply(ones.transpose(), dy, 0f, biasGradient);
      }
      ports
          .dx()
          .map(dx -> Matrix.of(dx, x.rows(), x.columns()))
          .ifPresent(dx -> dnn.multiply(dy, weights, 0f, dx));
      return new float[0][];
    }
  }
}
