package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * 1x1 convolution in groups: group g of the output channels reads group g of the input channels
 * alone.
 */
final class PointwiseConv implements Layer {

  private final Parameter weight;
  private final int groups;
  private final long groupOutputs;
  private final long groupInputs;
  private INDArray x;

  /** Takes a weight of {@code [out, in / groups, 1, 1]}. */
  PointwiseConv(Parameter weight, int groups) {
    this.groups = groups;
    this.groupOutputs = weight.value().size(0) / groups;
    this.groupInputs = weight.value().size(1);
    this.weight = weight.as(weight.value().size(0), groupInputs);
  }

  @Override
  public INDArray forward(INDArray input) {
    x = input;
    List<INDArray> y = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      y.add(columns(x, g, groupInputs).mmul(rowsOf(weight.value(), g).transpose()));
    }
    return joined(y, x);
  }

  @Override
  public INDArray backward(INDArray dy) {
    List<INDArray> dx = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      INDArray dyGroup = columns(dy, g, groupOutputs);
      INDArray xGroup = columns(x, g, groupInputs);
      rowsOf(weight.gradient(), g).addi(dyGroup.transpose().mmul(xGroup));
      dx.add(dyGroup.mmul(rowsOf(weight.value(), g)));
    }
    return joined(dx, x);
  }

  private INDArray columns(INDArray tensor, int group, long width) {
    INDArray rows = Matrix.rows(tensor);
    return groups == 1
        ? rows
        : rows.get(NDArrayIndex.all(), NDArrayIndex.interval(group * width, (group + 1) * width))
            .dup('c');
  }

  private INDArray rowsOf(INDArray matrix, int group) {
    return matrix.get(
        NDArrayIndex.interval(group * groupOutputs, (group + 1) * groupOutputs),
        NDArrayIndex.all());
  }

  private static INDArray joined(List<INDArray> parts, INDArray like) {
    INDArray rows =
        parts.size() == 1 ? parts.get(0) : Nd4j.concat(1, parts.toArray(INDArray[]::new));
    return rows.reshape('c', like.size(0), like.size(1), like.size(2), rows.size(1));
  }
}
