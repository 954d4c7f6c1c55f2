package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.Dropout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
  private final int statisticsCount;
  private final Map<WeightLayout.Tensor, Parameter> parameters = new LinkedHashMap<>();
  private final Map<WeightLayout.Tensor, INDArray> statistics = new LinkedHashMap<>();
  private final StatisticsSource statisticsSource = new StatisticsSource();
  private final DropoutNode dropout = new DropoutNode();
  private final Chain network;
  private final List<Mixture> mixtures = new ArrayList<>();

  /** A network in single precision for batches of one size, with all weights 0. */
  public PortableSupernet(LayerwiseSpace space, int batchSize) {
    this(space, batchSize, DataType.FLOAT);
  }

  public PortableSupernet(LayerwiseSpace space, int batchSize, DataType precision) {
    this.space = space;
    this.batchSize = batchSize;
    this.precision = precision;
    WeightLayout layout = new WeightLayout(space);
    weightCount = layout.length();
    for (WeightLayout.Tensor tensor : layout.tensors()) {
      long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
      parameters.put(tensor, Parameter.zeros(precision, shape));
    }
    statisticsCount = layout.statisticsLength();
    for (WeightLayout.Tensor tensor : layout.statistics()) {
      statistics.put(tensor, parameterBeside(tensor).statistics());
    }
    List<Node> layers = new ArrayList<>();
    for (int layer = 0; layer < space.layers().size(); layer++) {
      layers.add(layer(layer, layout));
    }
    layers.add(layers.size() - 1, dropout);
    network = new Chain(layers);
  }

  private Parameter parameterBeside(WeightLayout.Tensor statistic) {
    return parameters.entrySet().stream()
        .filter(entry -> statistic.standsBeside(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
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
              parameters::get,
              statisticsSource));
    }
    if (choice.fixed()) {
      return candidates.get(0);
    }
    Mixture mixture = new Mixture(candidates);
    mixtures.add(mixture);
    return mixture;
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
  public void load(float[] weights, float[] momentum) {
    requireLength(weights);
    requireLength(momentum);
    parameters.forEach(
        (tensor, parameter) -> {
          copyIn(weights, tensor, parameter.value());
          copyIn(momentum, tensor, parameter.momentum());
        });
  }

  private void requireLength(float[] values) {
    if (values.length != weightCount) {
      throw new IllegalArgumentException(
          space.name() + " has " + weightCount + " weights, but was given " + values.length);
    }
  }

  private static void copyIn(float[] values, WeightLayout.Tensor tensor, INDArray target) {
    int end = tensor.offset() + tensor.length();
    float[] part = Arrays.copyOfRange(values, tensor.offset(), end);
    target.assign(Nd4j.createFromArray(part).reshape('c', target.shape()));
  }

  @Override
  public void store(float[] weights, float[] momentum) {
    requireLength(weights);
    requireLength(momentum);
    parameters.forEach(
        (tensor, parameter) -> {
          copyOut(parameter.value(), tensor, weights);
          copyOut(parameter.momentum(), tensor, momentum);
        });
  }

  private static void copyOut(INDArray source, WeightLayout.Tensor tensor, float[] values) {
    float[] part = source.ravel().toFloatVector();
    System.arraycopy(part, 0, values, tensor.offset(), part.length);
  }

  @Override
  public StepResult trainWeights(Batch batch, Gates gates, SgdStep sgd) {
    return inArena(
        () -> {
          dropout.use(sgd.dropout());
          CrossEntropy loss = forward(batch, gates, sgd.labelSmoothing());
          backward(loss);
          dropout.use(Dropout.NONE);
          parameters.values().forEach(parameter -> parameter.step(sgd));
          return new StepResult(loss.meanLoss(), loss.correct(), new float[0][]);
        });
  }

  @Override
  public StepResult gateGradient(Batch batch, Gates gates) {
    return inArena(
        () -> {
          CrossEntropy loss = forward(batch, gates, 0);
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
          CrossEntropy loss = forward(batch, gates, 0);
          return new StepResult(loss.meanLoss(), loss.correct(), new float[0][]);
        });
  }

  @Override
  public int statisticsCount() {
    return statisticsCount;
  }

  @Override
  public float[] statistics() {
    float[] values = new float[statisticsCount];
    statistics.forEach((tensor, array) -> copyOut(array, tensor, values));
    return values;
  }

  @Override
  public void loadStatistics(float[] values) {
    if (values.length != statisticsCount) {
      throw new IllegalArgumentException(
          space.name() + " has " + statisticsCount + " statistics, but was given " + values.length);
    }
    statistics.forEach((tensor, array) -> copyIn(values, tensor, array));
  }

  @Override
  public float[] infer(float[] images, Gates gates) {
    statisticsSource.keep(true);
    try {
      return output(images, gates);
    } finally {
      statisticsSource.keep(false);
    }
  }

  @Override
  public float[] output(float[] images, Gates gates) {
    return inArena(() -> run(images, gates).dup('c').ravel().toFloatVector());
  }

  /** Gradients of the mean loss with respect to the weights and to the images. */
  double[][] gradients(Batch batch, Gates gates) {
    return inArena(
        () -> {
          INDArray images = backward(forward(batch, gates, 0));
          double[] weights = new double[weightCount];
          parameters.forEach(
              (tensor, parameter) -> {
                double[] part = parameter.gradient().ravel().toDoubleVector();
                System.arraycopy(part, 0, weights, tensor.offset(), part.length);
              });
          return new double[][] {weights, images.ravel().toDoubleVector()};
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

  private CrossEntropy forward(Batch batch, Gates gates, double smoothing) {
    if (!batch.shape().equals(space.input())) {
      throw new IllegalArgumentException(
          space.name() + " takes images of " + space.input() + ", but was given " + batch.shape());
    }
    return CrossEntropy.of(run(batch.images(), gates), batch.labels(), smoothing);
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
    parameters.values().forEach(parameter -> parameter.gradient().assign(0));
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
    parameters.values().forEach(Parameter::close);
  }
}
