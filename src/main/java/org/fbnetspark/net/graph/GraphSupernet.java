package org.fbnetspark.net.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.arch.Gates;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.net.Dropout;
import org.fbnetspark.net.Inputs;
import org.fbnetspark.net.LayerVectors;
import org.fbnetspark.net.NormStatistics;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.kernel.Momentum;
import org.fbnetspark.net.kernel.NativeFloats;
import org.fbnetspark.net.kernel.NhwcShape;
import org.fbnetspark.net.kernel.OneDnn;
import org.fbnetspark.net.kernel.Trainable;
import org.fbnetspark.net.layer.LayerPlan;
import org.fbnetspark.net.layer.LayerPlans;
import org.fbnetspark.net.layer.Scratch;
import org.fbnetspark.net.layer.ScratchSizes;
import org.fbnetspark.net.layer.SoftmaxLoss;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The fused supernet as a DL4J graph on ND4J buffers: forward and backward pass are the graph's,
 * the kernels those of {@link org.fbnetspark.net.OneDnnSupernet}. What the graph costs is measured
 * by {@code benchmarks/container-share}.
 */
public final class GraphSupernet implements Supernet {

  private static final int THREADS = 1;
  private static final String INPUT = "images";

  private final Inputs inputs;
  private final LayerVectors vectors;
  private final NormStatistics statistics;
  private final OneDnn dnn = new OneDnn(THREADS);
  private final ArrayRoom room = new ArrayRoom();
  private final INDArray[] images;
  private final AlignedGraph graph;
  private final Trainable parameters;
  private final NativeFloats velocity;
  private final Momentum momentum;
  private final List<FusedLayerRun> layers = new ArrayList<>();
  private final INDArray scores;
  private final INDArray scoreGradient;
  private final SoftmaxLoss loss;

  /** Takes the memory for batches of one size; all weights are 0. */
  public GraphSupernet(LayerwiseSpace space, int batchSize) {
    inputs = new Inputs(space, batchSize);
    List<LayerPlan> plans =
        space.layers().stream().map(layer -> LayerPlans.of(layer, batchSize)).toList();
    vectors = LayerVectors.ofWeights(space, plans);
    long count = vectors.parameterCount();
    INDArray flat = room.zeros(1, count);
    INDArray gradients = room.zeros(1, count);
    graph = new AlignedGraph(configuration(space, batchSize), flat, gradients);
    parameters =
        new Trainable(ArrayRoom.floats(flat), ArrayRoom.floats(gradients), dnn.floats(count));
    statistics = new NormStatistics(space, plans, dnn, parameters.statistics());
    velocity = dnn.floats(count);
    momentum = new Momentum(dnn, parameters, velocity);
    images = new INDArray[] {array(plans.get(0).input())};
    List<FusedLayerRun.Wires> wires = wires(plans);
    ScratchSizes sizes = new ScratchSizes();
    plans.forEach(plan -> plan.reserve(sizes));
    Scratch scratch = new Scratch(dnn, sizes);
    long offset = 0;
    for (int i = 0; i < plans.size(); i++) {
      layers.add((FusedLayerRun) graph.getLayer(space.layers().get(i).name()));
      int length = plans.get(i).parameterCount();
      layers.get(i).wire(dnn, scratch, wires.get(i), parameters.statistics().view(offset, length));
      offset += length;
    }
    scores = wires.get(plans.size() - 1).y();
    scoreGradient = wires.get(plans.size() - 1).dy();
    loss =
        new SoftmaxLoss(
            batchSize, space.classes(), ArrayRoom.floats(scores), ArrayRoom.floats(scoreGradient));
  }

  /** The graph of a space, a vertex for each layer by the layer's name. */
  public static ComputationGraphConfiguration configuration(LayerwiseSpace space, int batchSize) {
    ComputationGraphConfiguration.GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .graphBuilder()
            .addInputs(INPUT);
    String last = INPUT;
    for (Choice choice : space.layers()) {
      builder.addLayer(choice.name(), new FusedLayer(choice, batchSize), last);
      last = choice.name();
    }
    return builder.setOutputs(last).validateOutputLayerConfig(false).build();
  }

  AlignedGraph graph() {
    return graph;
  }

  /** The buffers of every layer; gradients take turns in two of them. */
  private List<FusedLayerRun.Wires> wires(List<LayerPlan> plans) {
    long largest = plans.stream().mapToLong(plan -> plan.output().elements()).max().orElse(0);
    INDArray[] gradients = {room.zeros(largest), room.zeros(largest)};
    List<FusedLayerRun.Wires> wires = new ArrayList<>();
    INDArray x = images[0];
    Optional<INDArray> dx = Optional.empty();
    for (LayerPlan plan : plans) {
      NhwcShape shape = plan.output();
      INDArray y = array(shape);
      INDArray dy =
          gradients[wires.size() % 2]
              .get(NDArrayIndex.interval(0, shape.elements()))
              .reshape(y.shape());
      wires.add(new FusedLayerRun.Wires(x, dx, y, dy));
      x = y;
      dx = Optional.of(dy);
    }
    return wires;
  }

  private INDArray array(NhwcShape shape) {
    return room.zeros(shape.batch(), shape.height(), shape.width(), shape.channels());
  }

  @Override
  public String engine() {
    return dnn.describe() + " in a DL4J graph";
  }

  @Override
  public int weightCount() {
    return vectors.length();
  }

  @Override
  public void load(float[] weights, float[] newMomentum) {
    vectors.scatter(weights, parameters.value());
    vectors.scatter(newMomentum, velocity);
  }

  @Override
  public void store(float[] weights, float[] momentumOut) {
    vectors.gather(parameters.value(), weights);
    vectors.gather(velocity, momentumOut);
  }

  @Override
  public StepResult trainWeights(Batch batch, Gates gates, SgdStep sgd) {
    requireNoDropout(sgd.dropout());
    forward(batch, gates, true, sgd.labelSmoothing());
    graph.backpropGradient(scoreGradient);
    momentum.step(sgd.learningRate(), sgd.momentum(), sgd.weightDecay());
    return new StepResult(loss.mean(), loss.correct(), new float[0][]);
  }

  @Override
  public StepResult gateGradient(Batch batch, Gates gates) {
    forward(batch, gates, false, 0);
    graph.backpropGradient(scoreGradient);
    List<float[]> all = new ArrayList<>();
    layers.forEach(layer -> all.addAll(List.of(layer.gateGradient())));
    return new StepResult(loss.mean(), loss.correct(), all.toArray(float[][]::new));
  }

  @Override
  public StepResult evaluate(Batch batch, Gates gates) {
    forward(batch, gates, false, 0);
    return new StepResult(loss.mean(), loss.correct(), new float[0][]);
  }

  @Override
  public float[] output(float[] imagesIn, Gates gates) {
    run(imagesIn, gates, false);
    return ArrayRoom.floats(scores).toArray();
  }

  @Override
  public int statisticsCount() {
    return statistics.count();
  }

  @Override
  public float[] statistics() {
    return statistics.get();
  }

  @Override
  public void loadStatistics(float[] newStatistics) {
    statistics.put(newStatistics);
  }

  @Override
  public float[] infer(float[] imagesIn, Gates gates) {
    return statistics.kept(() -> output(imagesIn, gates));
  }

  private static void requireNoDropout(Dropout dropout) {
    if (dropout.active()) {
      throw new UnsupportedOperationException("The graph has no dropout; use the fused engine");
    }
  }

  private void forward(Batch batch, Gates gates, boolean weightsToo, double smoothing) {
    inputs.check(batch);
    run(batch.images(), gates, weightsToo);
    loss.run(batch.labels(), smoothing);
  }

  private void run(float[] imagesIn, Gates gates, boolean weightsToo) {
    float[][][] rows = inputs.rows(gates);
    for (int i = 0; i < rows.length; i++) {
      layers.get(i).prepare(rows[i], weightsToo);
    }
    dnn.useThreads();
    ArrayRoom.floats(images[0]).put(imagesIn);
    graph.feedForward(images, true, false);
  }

  @Override
  public void close() {
    dnn.close();
    room.close();
  }
}
