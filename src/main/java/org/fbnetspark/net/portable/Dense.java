package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = W x + b} for each example. */
final class Dense implements Layer {

  private final Parameter weight;
  private final Parameter bias;
  private INDArray x;

  /** Takes a weight of {@code [out, in]} and a bias for each output. */
  Dense(Parameter weight, Parameter bias) {
    this.weight = weight;
    this.bias = bias.as(1, bias.value().length());
  }

  @Override
  public INDArray forward(INDArray input) {
    x = input;
    return flat(x)
        .mmul(weight.value().transpose())
        .add(bias.value())
        .reshape('c', x.size(0), 1, 1, bias.value().length());
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray rows = flat(dy);
    weight.gradient().addi(rows.transpose().mmul(flat(x)));
    bias.gradient().addi(rows.sum(true, 0));
    return rows.mmul(weight.value()).reshape('c', x.shape());
  }

  private static INDArray flat(INDArray tensor) {
    return tensor.reshape('c', tensor.size(0), tensor.length() / tensor.size(0));
  }
}
