package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.ChainInputs;
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

  private final Network network;
  private final ChainInputs inputs;
  private final int batchSize;
  private final DataType precision;
  private final int weightCount;
  private final int statisticsCount;
  private final Map<WeightLayout.Tensor, Parameter> parameters = new LinkedHashMap<>();
  private final Map<WeightLayout.Tensor, INDArray> statistics = new LinkedHashMap<>();
  private final StatisticsSource statisticsSource = new StatisticsSource();
  private final DropoutNode dropout = new DropoutNode();
  private final Chain chain;
  private final List<Optional<Mixture>> mixtures = new ArrayList<>();

  /** A network in single precision for batches of one size, with all weights 0. */
  public PortableSupernet(Network network, int batchSize) {
    this(network, batchSize, DataType.FLOAT);
  }

  public PortableSupernet(Network network, int batchSize, DataType precision) {
    this.network = network;
    this.inputs = new ChainInputs(network, batchSize);
    this.batchSize = batchSize;
    this.precision = precision;
    WeightLayout layout = new WeightLayout(network);
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
    for (int layer = 0; layer < network.nodes().size(); layer++) {
      layers.add(layer(layer, layout));
    }
    layers.add(layers.size() - 1, dropout);
    chain = new Chain(layers);
  }

  private Parameter parameterBeside(WeightLayout.Tensor statistic) {
    return parameters.entrySet().stream()
        .filter(entry -> statistic.standsBeside(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  private Node layer(int index, WeightLayout layout) {
    List<Block> blocks = network.blocks(index);
    List<Node> candidates = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      candidates.add(
          NodeFactory.candidate(
              blocks.get(i).op(),
              blocks.get(i).placement(),
              layout.tensors(index, i),
              parameters::get,
              statisticsSource));
    }
    if (blocks.size() == 1) {
      mixtures.add(Optional.empty());
      return candidates.get(0);
    }
    Mixture mixture = new Mixture(candidates);
    mixtures.add(Optional.of(mixture));
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
          network.name() + " has " + weightCount + " weights, but was given " + values.length);
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
          float[][][] rows = new float[mixtures.size()][][];
          for (int i = 0; i < rows.length; i++) {
            boolean open = mixtures.get(i).isPresent();
            rows[i] = open ? mixtures.get(i).get().gateGradient().toFloatMatrix() : new float[0][];
          }
          return new StepResult(loss.meanLoss(), loss.correct(), inputs.gateGradient(rows, gates));
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
          network.name()
              + " has "
              + statisticsCount
              + " statistics, but was given "
              + values.length);
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
    if (!batch.shape().equals(network.input().shape())) {
      throw new IllegalArgumentException(
          network.name()
              + " takes images of "
              + network.input().shape()
              + ", but was given "
              + batch.shape());
    }
    return CrossEntropy.of(run(batch.images(), gates), batch.labels(), smoothing);
  }

  private INDArray run(float[] images, Gates gates) {
    requireFit(images.length / (int) network.input().shape().elements());
    float[][][] rows = inputs.rows(gates);
    for (int i = 0; i < rows.length; i++) {
      INDArray factors = Nd4j.createFromArray(rows[i]).castTo(precision);
      mixtures.get(i).ifPresent(mixture -> mixture.gates(factors));
    }
    return chain.forward(tensor(images));
  }

  private INDArray tensor(float[] images) {
    ImageShape shape = network.input().shape();
    return Nd4j.createFromArray(images)
        .castTo(precision)
        .reshape('c', batchSize, shape.height(), shape.width(), shape.channels());
  }

  private INDArray backward(CrossEntropy loss) {
    parameters.values().forEach(parameter -> parameter.gradient().assign(0));
    return chain.backward(loss.scoreGradient());
  }

  private void requireFit(int examples) {
    if (examples != batchSize) {
      throw new IllegalArgumentException(
          network.name()
              + " takes batches of "
              + batchSize
              + " examples, but was given "
              + examples);
    }
  }

  @Override
  public void close() {
    parameters.values().forEach(Parameter::close);
  }
}
