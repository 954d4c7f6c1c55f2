package org.fbnetspark.export;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;

/**
 * The kernels of a trained network, each with the normalisation behind it folded in.
 *
 * @param model whose they are
 * @param layout of its weights
 */
public record TrainedWeights(TrainedModel model, WeightLayout layout) implements FoldedWeights {

  /** Of a model. */
  public TrainedWeights(TrainedModel model) {
    this(model, new WeightLayout(model.architecture().asSpace()));
  }

  @Override
  public FoldedKernel kernel(int layer, String role, List<Integer> shape) {
    if (role.equals("fc")) {
      return new FoldedKernel(weights(layer, "weight"), weights(layer, "bias"));
    }
    String prefix = role.equals("conv") ? "" : role + ".";
    float[] values = weights(layer, prefix + "weight");
    if (values.length != shape.stream().reduce(1, Math::multiplyExact)) {
      throw new IllegalArgumentException(
          "Kernel "
              + role
              + " of layer "
              + layer
              + " should have the shape "
              + shape
              + ", but has "
              + values.length
              + " weights");
    }
    return FoldedKernel.of(
        values,
        weights(layer, prefix + "gamma"),
        weights(layer, prefix + "beta"),
        part(layout.statistics().stream(), layer, prefix + "mean", model.statistics()),
        part(layout.statistics().stream(), layer, prefix + "variance", model.statistics()),
        WeightLayout.VARIANCE_EPSILON);
  }

  private float[] weights(int layer, String role) {
    return part(layout.tensors().stream(), layer, role, model.weights());
  }

  private static float[] part(
      Stream<WeightLayout.Tensor> tensors, int layer, String role, float[] values) {
    return tensors
        .filter(tensor -> tensor.layer() == layer && tensor.role().equals(role))
        .map(
            tensor ->
                Arrays.copyOfRange(values, tensor.offset(), tensor.offset() + tensor.length()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("Layer " + layer + " has no tensor " + role));
  }
}
