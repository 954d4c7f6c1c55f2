package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.arch.Gates;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.WeightLayout;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The supernet straight from the formulas: every candidate is its own chain of ND4J ops. It runs
 * wherever ND4J does, and the fast engine is held to it.
 */
public final class PortableSupernet implements Supernet {

  /** What a pass allocates is taken from one arena and given back at its end. */
  private static final WorkspaceConfiguration ARENA =
      WorkspaceConfiguration.builder()
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .overallocationLimit(0.1)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policySpill(SpillPolicy.REALLOCATE)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .build();

  private final LayerwiseSpace space;
  private final int batchSize;
  private final DataType precision;
  private final int weightCount;
  private final INDArray weights;
  private final INDArray gradient;
  private final INDArray momentum;
  private final Chain network;
  private final List<Mixture> mixtures = new ArrayList<>();

  /** A network in single precision for batches of one size, with all weights 0. */
  public PortableSupernet(LayerwiseSpace space, int batchSize) {
    this(space, batchSize, DataType.FLOAT);
  }

  PortableSupernet(LayerwiseSpace space, int batchSize, DataType precision) {
    this.space = space;
    this.batchSize = batchSize;
    this.precision = precision;
    WeightLayout layout = new WeightLayout(space);
    weightCount = layout.length();
    weights = vector();
    gradient = vector();
    momentum = vector();
    List<Node> layers = new ArrayList<>();
    for (int layer = 0; layer < space.layers().size(); layer++) {
      layers.add(layer(layer, layout));
    }
    network = new Chain(layers);
  }

  private INDArray vector() {
    return Nd4j.zeros(precision, Math.max(1, weightCount));
  }

  private Node layer(int index, WeightLayout layout) {
    Choice choice = space.layers().get(index);
    List<Node> candidates = new ArrayList<>();
    for (int i = 0; i < choice.candidates().size(); i++) {
      candidates.add(
          NodeFactory.candidate(
              choice.candidates().get(i),
              choice.placement(),
              layout.tensors(index, i),
              this::parameter));
    }
    if (choice.fixed()) {
      return candidates.get(0);
    }
    Mixture mixture = new Mixture(candidates);
    mixtures.add(mixture);
    return mixture;
  }

  private Parameter parameter(WeightLayout.Tensor tensor) {
    long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    return new Parameter(part(weights, tensor), part(gradient, tensor)).as(shape);
  }

  private static INDArray part(INDArray vector, WeightLayout.Tensor tensor) {
    return vector.get(NDArrayIndex.interval(tensor.offset(), tensor.offset() + tensor.length()));
  }

  @Override
  public String engine() {
    return "portable nd4j";
  }

  @Override
  public int weightCount() {
    return weightCount;
  }

  @Override
  public void load(float[] newWeights, float[] newMomentum) {
    copyIn(newWeights, weights);
    copyIn(newMomentum, momentum);
  }

  private void copyIn(float[] values, INDArray vector) {
    if (values.length != weightCount) {
      throw new IllegalArgumentException(
          space.name() + " has " + weightCount + " weights, but was given " + values.length);
    }
    if (weightCount > 0) {
      vector.assign(Nd4j.createFromArray(values));
    }
  }

  @Override
  public void store(float[] weightsOut, float[] momentumOut) {
    System.arraycopy(weights.toFloatVector(), 0, weightsOut, 0, weightCount);
    System.arraycopy(momentum.toFloatVector(), 0, momentumOut, 0, weightCount);
  }

  @Override
  public StepResult trainWeights(Batch batch, Gates gates, SgdStep sgd) {
    return inArena(
        () -> {
          CrossEntropy loss = forward(batch, gates);
          backward(loss);
          momentum.muli(sgd.momentum()).addi(gradient).addi(weights.mul(sgd.weightDecay()));
          weights.subi(momentum.mul(sgd.learningRate()));
          return new StepResult(loss.meanLoss(), loss.correct(), new float[0][]);
        });
  }

  @Override
  public StepResult gateGradient(Batch batch, Gates gates) {
    return inArena(
        () -> {
          CrossEntropy loss = forward(batch, gates);
          backward(loss);
          float[][] rows =
              mixtures.stream()
                  .flatMap(mixture -> Arrays.stream(mixture.gateGradient().toFloatMatrix()))
                  .toArray(float[][]::new);
          return new StepResult(loss.meanLoss(), loss.correct(), rows);
        });
  }

  @Override
  public StepResult evaluate(Batch batch, Gates gates) {
    return inArena(
        () -> {
          CrossEntropy loss = forward(batch, gates);
          return new StepResult(loss.meanLoss(), loss.correct(), new float[0][]);
        });
  }

  @Override
  public float[] output(float[] images, Gates gates) {
    return inArena(() -> run(images, gates).dup('c').ravel().toFloatVector());
  }

  /** Gradients of the mean loss with respect to the weights and to the images. */
  double[][] gradients(Batch batch, Gates gates) {
    return inArena(
        () -> {
          INDArray images = backward(forward(batch, gates));
          return new double[][] {
            Arrays.copyOf(gradient.toDoubleVector(), weightCount), images.ravel().toDoubleVector()
          };
        });
  }

  private <T> T inArena(Supplier<T> pass) {
    MemoryWorkspace arena =
        Nd4j.getWorkspaceManager()
            .getAndActivateWorkspace(ARENA, "supernet-" + System.identityHashCode(this));
    try {
      return pass.get();
    } finally {
      arena.close();
    }
  }

  private CrossEntropy forward(Batch batch, Gates gates) {
    if (!batch.shape().equals(space.input())) {
      throw new IllegalArgumentException(
          space.name() + " takes images of " + space.input() + ", but was given " + batch.shape());
    }
    return CrossEntropy.of(run(batch.images(), gates), batch.labels());
  }

  private INDArray run(float[] images, Gates gates) {
    requireFit(images.length / (int) space.input().elements(), gates);
    for (int choice = 0; choice < mixtures.size(); choice++) {
      float[][] rows = new float[gates.examples()][];
      for (int example = 0; example < rows.length; example++) {
        rows[example] = gates.row(choice, example);
      }
      mixtures.get(choice).gates(Nd4j.createFromArray(rows).castTo(precision));
    }
    return network.forward(tensor(images));
  }

  private INDArray tensor(float[] images) {
    return Nd4j.createFromArray(images)
        .castTo(precision)
        .reshape(
            'c',
            batchSize,
            space.input().height(),
            space.input().width(),
            space.input().channels());
  }

  private INDArray backward(CrossEntropy loss) {
    gradient.assign(0);
    return network.backward(loss.scoreGradient());
  }

  private void requireFit(int examples, Gates gates) {
    if (examples != batchSize) {
      throw new IllegalArgumentException(
          space.name() + " takes batches of " + batchSize + " examples, but was given " + examples);
    }
    boolean examplesFit = gates.examples() == 1 || gates.examples() == batchSize;
    boolean fits = gates.choices() == mixtures.size() && examplesFit;
    for (int i = 0; fits && i < mixtures.size(); i++) {
      fits = gates.candidates(i) == mixtures.get(i).size();
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "Gates of "
              + gates.choices()
              + " choices for "
              + gates.examples()
              + " examples do not fit the "
              + mixtures.size()
              + " choices of "
              + space.name()
              + " and batches of "
              + batchSize);
    }
  }

  @Override
  public void close() {
    weights.close();
    gradient.close();
    momentum.close();
  }
}
