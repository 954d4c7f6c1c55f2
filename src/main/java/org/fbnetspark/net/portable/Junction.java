package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fbnetspark.domain.network.Join;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** How the results of a node's branches become one, as {@link Join} tells. */
interface Junction {

  /** The node's value. */
  INDArray forward(List<INDArray> parts);

  /**
   * Follows a {@link #forward}.
   *
   * @return gradient of the loss with respect to each part
   */
  List<INDArray> backward(INDArray dy);

  /** The sum. */
  final class Sum implements Junction {
    private int count;

    @Override
    public INDArray forward(List<INDArray> parts) {
      count = parts.size();
      return parts.stream().reduce(INDArray::add).orElseThrow();
    }

    @Override
    public List<INDArray> backward(INDArray dy) {
      return Collections.nCopies(count, dy);
    }
  }

  /** One behind the other along the channels. */
  final class Concatenation implements Junction {
    private List<INDArray> parts;

    @Override
    public INDArray forward(List<INDArray> newParts) {
      parts = newParts;
      return parts.size() == 1 ? parts.get(0) : Nd4j.concat(3, parts.toArray(INDArray[]::new));
    }

    @Override
    public List<INDArray> backward(INDArray dy) {
      INDArray rows = Matrix.rows(dy);
      List<INDArray> gradients = new ArrayList<>();
      long first = 0;
      for (INDArray part : parts) {
        long end = first + part.size(3);
        gradients.add(
            rows.get(NDArrayIndex.all(), NDArrayIndex.interval(first, end))
                .dup('c')
                .reshape('c', part.shape()));
        first = end;
      }
      return gradients;
    }
  }

  /** The sum of {@code softmax(w)_i * part_i} with trained w. */
  final class LearnedSum implements Junction {
    private final Parameter weight;
    private List<INDArray> parts;
    private double[] shares;

    /** Takes a weight for each part. */
    LearnedSum(Parameter weight) {
      this.weight = weight;
    }

    @Override
    public INDArray forward(List<INDArray> newParts) {
      parts = newParts;
      shares = softmax(weight.value().toDoubleVector());
      INDArray sum = parts.get(0).mul(shares[0]);
      for (int i = 1; i < shares.length; i++) {
        sum.addi(parts.get(i).mul(shares[i]));
      }
      return sum;
    }

    /** {@code dw_i = share_i * (slope_i - sum over j of share_j * slope_j)}. */
    @Override
    public List<INDArray> backward(INDArray dy) {
      double[] slopes = new double[shares.length];
      double mean = 0;
      List<INDArray> gradients = new ArrayList<>();
      for (int i = 0; i < shares.length; i++) {
        slopes[i] = dy.mul(parts.get(i)).sumNumber().doubleValue();
        mean += shares[i] * slopes[i];
        gradients.add(dy.mul(shares[i]));
      }
      for (int i = 0; i < shares.length; i++) {
        slopes[i] = shares[i] * (slopes[i] - mean);
      }
      weight.gradient().addi(Nd4j.createFromArray(slopes).castTo(dy.dataType()));
      return gradients;
    }

    private static double[] softmax(double[] logits) {
      double largest = Double.NEGATIVE_INFINITY;
      for (double logit : logits) {
        largest = Math.max(largest, logit);
      }
      double total = 0;
      for (int i = 0; i < logits.length; i++) {
        logits[i] = Math.exp(logits[i] - largest);
        total += logits[i];
      }
      for (int i = 0; i < logits.length; i++) {
        logits[i] /= total;
      }
      return logits;
    }
  }
}
