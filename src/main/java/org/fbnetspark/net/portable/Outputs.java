package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Output;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The outputs of a network after a forward pass. An example's scores are those of the output of the
 * largest {@code weight * factor}.
 *
 * @param outputs of the network
 * @param values of its nodes
 * @param factors of the pass
 */
record Outputs(List<Output> outputs, List<INDArray> values, FactorTensors factors) {

  /** Scores of each example. */
  INDArray scores() {
    if (outputs.size() == 1) {
      return scores(0);
    }
    INDArray scores = scores(0).dup('c');
    INDArray rows = perExample(scores);
    for (int example = 0; example < rows.size(0); example++) {
      rows.putRow(example, perExample(scores(leading(example))).getRow(example));
    }
    return scores;
  }

  /** The loss of these labels and its gradient. */
  Loss loss(int[] labels, double smoothing) {
    List<CrossEntropy> terms = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      double[] shares = new double[labels.length];
      for (int example = 0; example < shares.length; example++) {
        shares[example] = share(i, example);
      }
      terms.add(CrossEntropy.of(scores(i), labels, smoothing, shares));
    }
    return new Loss(this, terms);
  }

  /** The output that an example's scores are taken from. */
  int leading(int example) {
    int leading = 0;
    for (int i = 1; i < outputs.size(); i++) {
      leading = share(i, example) > share(leading, example) ? i : leading;
    }
    return leading;
  }

  private double share(int output, int example) {
    return outputs.get(output).weight() * factors.of(outputs.get(output).when(), example);
  }

  private INDArray scores(int output) {
    return values.get(outputs.get(output).node());
  }

  private static INDArray perExample(INDArray scores) {
    return scores.reshape('c', scores.size(0), scores.length() / scores.size(0));
  }

  /**
   * The sum over outputs of weight times the mean over examples of factor times cross-entropy.
   *
   * @param of the outputs
   * @param terms of each of them
   */
  record Loss(Outputs of, List<CrossEntropy> terms) {

    /** Its value. */
    double value() {
      double value = 0;
      for (int i = 0; i < terms.size(); i++) {
        Output output = of.outputs().get(i);
        double[] losses = terms.get(i).losses();
        double sum = 0;
        for (int example = 0; example < losses.length; example++) {
          sum += of.factors().of(output.when(), example) * losses[example];
        }
        value += output.weight() * (sum / losses.length);
      }
      return value;
    }

    /** Examples whose highest score is at their label. */
    int correct() {
      int correct = 0;
      for (int example = 0; example < terms.get(0).correct().length; example++) {
        correct += terms.get(of.leading(example)).correct()[example] ? 1 : 0;
      }
      return correct;
    }

    /**
     * Adds the outputs' share to the gradient of the factors and gives that of each node's value.
     */
    INDArray[] backward() {
      INDArray[] gradients = new INDArray[of.values().size()];
      for (int i = 0; i < terms.size(); i++) {
        Output output = of.outputs().get(i);
        INDArray losses = Nd4j.createFromArray(terms.get(i).losses());
        double share = output.weight() / losses.length();
        of.factors()
            .addGradient(
                output.when(),
                losses.mul(share).castTo(of.scores(i).dataType()).reshape('c', losses.length(), 1));
        INDArray gradient = terms.get(i).scoreGradient();
        int node = output.node();
        gradients[node] = gradients[node] == null ? gradient : gradients[node].add(gradient);
      }
      return gradients;
    }
  }
}
