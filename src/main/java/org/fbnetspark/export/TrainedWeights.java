package org.fbnetspark.export;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;

/**
 * The kernels of a trained network, its batch normalisations folded into them with its own
 * statistics.
 */
public final class TrainedWeights implements FoldedWeights {

  /** A normalisation behind something else than a convolution, as a convolution of its own. */
  private static final String NORM = "norm";

  /** Kernels that no other one of their layer has to be told from. */
  private static final Set<String> ONLY_KERNELS = Set.of("conv", "fc", NORM);

  /** One tensor of a layer. */
  private record Name(int layer, String role) {}

  private final TrainedModel model;
  private final double epsilon;
  private final Map<Name, float[]> tensors = new HashMap<>();

  /** For each node of the network the index of its first branch among those of all. */
  private final int[] first;

  /**
   * Takes a model's tensors apart.
   *
   * @param epsilon what training added to variances
   */
  public TrainedWeights(TrainedModel model, double epsilon) {
    this.model = model;
    this.epsilon = epsilon;
    List<Node> nodes = model.architecture().nodes();
    first = new int[nodes.size()];
    for (int i = 1; i < first.length; i++) {
      first[i] = first[i - 1] + nodes.get(i - 1).branches().size();
    }
    WeightLayout layout = new WeightLayout(model.architecture());
    layout.tensors().forEach(tensor -> put(tensor, model.weights()));
    layout.statistics().forEach(tensor -> put(tensor, model.statistics()));
  }

  private void put(WeightLayout.Tensor tensor, float[] vector) {
    tensors.put(
        new Name(first[tensor.layer()] + tensor.candidate(), tensor.role()),
        Arrays.copyOfRange(vector, tensor.offset(), tensor.offset() + tensor.length()));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where training has no such kernel
   */
  @Override
  public FoldedKernel kernel(int layer, String role, List<Integer> shape) {
    String prefix = ONLY_KERNELS.contains(role) ? "" : role + ".";
    float[] biases = tensors.get(new Name(layer, prefix + "bias"));
    if (biases != null) {
      return new FoldedKernel(tensor(layer, prefix + "weight"), biases);
    }
    int outputs = shape.get(0);
    float[] kernel = role.equals(NORM) ? filled(outputs, 1) : tensor(layer, prefix + "weight");
    float[] mean = tensors.get(new Name(layer, prefix + "mean"));
    if (mean == null) {
      return new FoldedKernel(kernel, new float[outputs]);
    }
    return FoldedKernel.of(
        kernel,
        tensors.getOrDefault(new Name(layer, prefix + "gamma"), filled(outputs, 1)),
        tensors.getOrDefault(new Name(layer, prefix + "beta"), new float[outputs]),
        mean,
        tensor(layer, prefix + "variance"),
        epsilon);
  }

  private static float[] filled(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }

  private float[] tensor(int layer, String role) {
    float[] tensor = tensors.get(new Name(layer, role));
    if (tensor == null) {
      throw new IllegalArgumentException(
          "Layer "
              + model.architecture().blocks().get(layer).name()
              + " of "
              + model.architecture().name()
              + " has no trained "
              + role
              + "; its op "
              + model.architecture().blocks().get(layer).op().code()
              + " is not one that is trained");
    }
    return tensor;
  }
}
