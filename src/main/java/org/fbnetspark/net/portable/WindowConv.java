package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolution with a square window of odd side k, padded by k / 2 on each side: full, or depthwise
 * (one filter a channel).
 */
final class WindowConv implements Node {

  private static final int NHWC = 1;
  private static final int EXPLICIT_PADDING = 0;
  private static final int OUTPUTS_OUTERMOST = 1;

  private final String op;
  private final Parameter weight;
  private final int[] arguments;
  private INDArray x;

  private WindowConv(String op, Parameter weight, int kernel, int stride) {
    this.op = op;
    this.weight = weight;
    int pad = kernel / 2;
    arguments =
        new int[] {
          kernel, kernel, stride, stride, pad, pad, 1, 1, EXPLICIT_PADDING, NHWC, OUTPUTS_OUTERMOST
        };
  }

  /** Takes a weight of {@code [out, in, k, k]}. */
  static WindowConv full(Parameter weight, int stride) {
    return new WindowConv("conv2d", weight, (int) weight.value().size(2), stride);
  }

  /** Takes a weight of {@code [channel, k, k]}. */
  static WindowConv depthwise(Parameter weight, int stride) {
    long channels = weight.value().size(0);
    int kernel = (int) weight.value().size(1);
    return new WindowConv(
        "depthwise_conv2d", weight.as(1, channels, kernel, kernel), kernel, stride);
  }

  @Override
  public INDArray forward(INDArray input) {
    x = input;
    return run(op, x, weight.value())[0];
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray[] gradients = run(op + "_bp", x, weight.value(), dy);
    weight.gradient().addi(gradients[1]);
    return gradients[0];
  }

  private INDArray[] run(String name, INDArray... inputs) {
    return Nd4j.exec(
        DynamicCustomOp.builder(name).addInputs(inputs).addIntegerArguments(arguments).build());
  }
}
