package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Convolution with a square window of odd side k, padded by k / 2 on each side. */
final class FullConv implements Layer {

  private static final int NHWC = 1;
  private static final int EXPLICIT_PADDING = 0;
  private static final int OUTPUTS_OUTERMOST = 1;

  private final Parameter weight;
  private final int[] arguments;
  private INDArray x;

  /** Takes a weight of {@code [out, in, k, k]}. */
  FullConv(Parameter weight, int stride) {
    this.weight = weight;
    int k = (int) weight.value().size(2);
    int pad = k / 2;
    arguments =
        new int[] {k, k, stride, stride, pad, pad, 1, 1, EXPLICIT_PADDING, NHWC, OUTPUTS_OUTERMOST};
  }

  @Override
  public INDArray forward(INDArray input) {
    x = input;
    return run("conv2d", x, weight.value())[0];
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray[] gradients = run("conv2d_bp", x, weight.value(), dy);
    weight.gradient().addi(gradients[1]);
    return gradients[0];
  }

  private INDArray[] run(String op, INDArray... inputs) {
    return Nd4j.exec(
        DynamicCustomOp.builder(op).addInputs(inputs).addIntegerArguments(arguments).build());
  }
}
