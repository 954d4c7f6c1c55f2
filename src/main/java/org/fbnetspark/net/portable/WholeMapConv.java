package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution whose window is the whole map: one position leaves it. */
final class WholeMapConv implements Layer {

  private final Parameter weight;
  private long[] shape;
  private INDArray rows;

  /** Takes a weight of {@code [out, in, height, width]}. */
  WholeMapConv(Parameter weight) {
    long outputs = weight.value().size(0);
    this.weight = weight.as(outputs, weight.value().length() / outputs);
  }

  @Override
  public INDArray forward(INDArray x) {
    shape = x.shape();
    rows = x.permute(0, 3, 1, 2).dup('c').reshape('c', shape[0], x.length() / shape[0]);
    return rows.mmul(weight.value().transpose())
        .reshape('c', shape[0], 1, 1, weight.value().size(0));
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray dyRows = Matrix.rows(dy);
    weight.gradient().addi(dyRows.transpose().mmul(rows));
    return dyRows
        .mmul(weight.value())
        .reshape('c', shape[0], shape[3], shape[1], shape[2])
        .permute(0, 2, 3, 1)
        .dup('c');
  }
}
