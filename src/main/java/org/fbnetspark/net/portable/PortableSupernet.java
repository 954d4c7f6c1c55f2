package org.fbnetspark.net.portable;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.Dropout;
import org.fbnetspark.net.Inputs;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The supernet straight from the formulas: every branch of every node is its own chain of ND4J ops,
 * in a graph of any shape. It runs wherever ND4J does, and the fast engine is held to it.
 */
public final class PortableSupernet implements Supernet {

  private final Network network;
  private final List<Condition> conditions;
  private final Inputs inputs;
  private final int batchSize;
  private final Execution execution;
  private final DataType precision;
  private final Parameters parameters;
  private final StatisticsSource statisticsSource = new StatisticsSource();
  private final DropoutSource dropout = new DropoutSource();
  private final FactorSource factorSource = new FactorSource();
  private final Graph graph;

  /** A network in single precision that computes all of its parts. */
  public PortableSupernet(Network network, int batchSize) {
    this(network, batchSize, DataType.FLOAT);
  }

  /** A network that computes all of its parts. */
  public PortableSupernet(Network network, int batchSize, DataType precision) {
    this(network, batchSize, Execution.MIXED, precision);
  }

  /** A network in single precision. */
  public PortableSupernet(Network network, int batchSize, Execution execution) {
    this(network, batchSize, execution, DataType.FLOAT);
  }

  /**
   * A network for batches of one size, with all weights 0.
   *
   * @throws IllegalArgumentException where there is a {@link #refusal}
   */
  public PortableSupernet(Network network, int batchSize, Execution execution, DataType precision) {
    refusal(network)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    this.network = network;
    this.conditions = network.conditions();
    this.inputs = new Inputs(network, batchSize);
    this.batchSize = batchSize;
    this.execution = execution;
    this.precision = precision;
    WeightLayout layout = new WeightLayout(network);
    parameters = new Parameters(network, layout, precision);
    graph =
        new GraphBuilder(network, layout, parameters, statisticsSource, dropout, factorSource)
            .graph();
  }

  /** Why this engine does not run a network, and what to do; empty where it does. */
  public static Optional<String> refusal(Network network) {
    List<String> problems = GraphBuilder.problems(network);
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The engine portable does not run "
                + network.name()
                + ": "
                + String.join("; ", problems)
                + "; no other engine does, so choose another space");
  }

  @Override
  public String engine() {
    return "portable nd4j";
  }

  @Override
  public int weightCount() {
    return parameters.count();
  }

  @Override
  public void load(float[] weights, float[] momentum) {
    parameters.load(weights, momentum);
  }

  @Override
  public void store(float[] weights, float[] momentum) {
    parameters.store(weights, momentum);
  }

  @Override
  public StepResult trainWeights(Batch batch, float[][] factors, SgdStep sgd) {
    return inArena(
        () -> {
          dropout.use(sgd.dropout());
          Outputs.Loss loss = forward(batch, factors, sgd.labelSmoothing());
          backward(loss);
          dropout.use(Dropout.NONE);
          FactorTensors drawn = loss.of().factors();
          parameters.step(sgd, branch -> !drawn.leavesOut(branch.when()));
          return result(loss, NO_FACTORS);
        });
  }

  @Override
  public StepResult factorGradient(Batch batch, float[][] factors, boolean[] wanted) {
    return inArena(
        () -> {
          Outputs.Loss loss = forward(batch, factors, 0);
          loss.of().factors().want(wanted);
          backward(loss);
          return result(loss, loss.of().factors().gradient());
        });
  }

  @Override
  public StepResult evaluate(Batch batch, float[][] factors) {
    return inArena(() -> result(forward(batch, factors, 0), NO_FACTORS));
  }

  private static StepResult result(Outputs.Loss loss, float[][] factorGradient) {
    return new StepResult(loss.value(), loss.correct(), factorGradient);
  }

  @Override
  public int statisticsCount() {
    return parameters.statisticsCount();
  }

  @Override
  public float[] statistics() {
    return parameters.statistics();
  }

  @Override
  public void loadStatistics(float[] values) {
    parameters.loadStatistics(values);
  }

  @Override
  public float[] infer(float[] images, float[][] factors) {
    inputs.checkInference();
    statisticsSource.keep(true);
    try {
      return output(images, factors);
    } finally {
      statisticsSource.keep(false);
    }
  }

  @Override
  public float[] output(float[] images, float[][] factors) {
    return inArena(() -> run(images, factors).scores().dup('c').ravel().toFloatVector());
  }

  /** Gradients of the loss with respect to the weights and to the images. */
  double[][] gradients(Batch batch, float[][] factors) {
    return inArena(
        () -> {
          INDArray images = backward(forward(batch, factors, 0));
          return new double[][] {parameters.gradient(), images.ravel().toDoubleVector()};
        });
  }

  /** Layers keep their inputs for the way back, so a pass gives nothing back before its end. */
  private <T> T inArena(Supplier<T> pass) {
    return Arena.within("supernet-" + System.identityHashCode(this), pass);
  }

  private Outputs.Loss forward(Batch batch, float[][] factors, double smoothing) {
    inputs.check(batch);
    return run(batch.images(), factors).loss(batch.labels(), smoothing);
  }

  private Outputs run(float[] images, float[][] factors) {
    inputs.check(images, factors);
    FactorTensors tensors = new FactorTensors(conditions, factors, execution, precision);
    factorSource.use(tensors);
    return new Outputs(network.outputs(), graph.forward(tensor(images), tensors), tensors);
  }

  private INDArray tensor(float[] images) {
    ImageShape shape = network.input().shape();
    return Nd4j.createFromArray(images)
        .castTo(precision)
        .reshape('c', batchSize, shape.height(), shape.width(), shape.channels());
  }

  private INDArray backward(Outputs.Loss loss) {
    parameters.clearGradient();
    return graph.backward(loss.backward(), loss.of().factors());
  }

  @Override
  public void close() {
    parameters.close();
  }
}
