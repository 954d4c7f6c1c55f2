package org.fbnetspark.net.fused;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Pass;
import org.fbnetspark.net.Dropout;
import org.fbnetspark.net.Inputs;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.layer.Layer;
import org.fbnetspark.net.fused.layer.LayerPlan;
import org.fbnetspark.net.fused.layer.LayerPlans;
import org.fbnetspark.net.fused.layer.MixedNode;
import org.fbnetspark.net.fused.layer.PassesPlan;
import org.fbnetspark.net.fused.layer.PathsPlan;
import org.fbnetspark.net.fused.layer.Ports;
import org.fbnetspark.net.fused.layer.Scratch;
import org.fbnetspark.net.fused.layer.ScratchSizes;
import org.fbnetspark.net.fused.layer.SoftmaxLoss;

/** A supernet on oneDNN that is a chain of nodes, every node with its branches fused. */
public final class OneDnnSupernet implements Supernet {

  /** A task slot is one thread: more work is done by more slots, not by threads inside a kernel. */
  private static final int THREADS = 1;

  /** Tensors of the largest size that an op of cells keeps for the way back, or about that many. */
  private static final long KEPT_TENSORS = 12;

  private final Inputs inputs;
  private final boolean masked;
  private final LayerFactors layerFactors;
  private final List<LayerPlan> plans;
  private final LayerVectors vectors;
  private final NormStatistics statistics;
  private final OneDnn dnn = new OneDnn(THREADS);
  private final Trainable parameters;
  private final NativeFloats velocity;
  private final NativeFloats images;
  private final List<Layer> layers = new ArrayList<>();
  private final NativeFloats scores;
  private final SoftmaxLoss loss;
  private final Optional<ClassifierDropout> dropout;
  private final WeightSteps steps;

  /** A network that computes all of its parts. */
  public OneDnnSupernet(Network network, int batchSize) {
    this(network, batchSize, Execution.MIXED);
  }

  /**
   * Takes the memory for batches of one size; all weights are 0.
   *
   * @throws IllegalArgumentException where there is a {@link #refusal}
   */
  public OneDnnSupernet(Network network, int batchSize, Execution execution) {
    refusal(network)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    inputs = new Inputs(network, batchSize);
    masked = network.masked();
    plans = plans(network, batchSize, execution);
    layerFactors = new LayerFactors(network, plans);
    vectors = LayerVectors.ofWeights(network, plans);
    long count = vectors.parameterCount();
    parameters = new Trainable(dnn.floats(count), dnn.floats(count), dnn.floats(count));
    statistics = new NormStatistics(network, plans, dnn, parameters.statistics());
    velocity = dnn.floats(count);
    steps = new WeightSteps(network, execution, plans, vectors, dnn, parameters, velocity);
    images = dnn.floats(plans.get(0).input().elements());
    NativeFloats[] gradients = gradientBuffers();
    List<Ports> ports = build(gradients);
    scores = ports.get(ports.size() - 1).y();
    dropout = ClassifierDropout.before(ports, dnn);
    NativeFloats scoreGradient = gradients[(plans.size() - 1) % 2];
    loss = new SoftmaxLoss(batchSize, network.classes(), scores, scoreGradient);
  }

  /** Whether this engine runs on this machine. */
  public static boolean available() {
    return OneDnn.available();
  }

  /** Why this engine does not run a network, and what to do; empty where it does. */
  public static Optional<String> refusal(Network network) {
    List<String> problems = Chains.problems(network);
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The engine onednn does not run "
                + network.name()
                + ": "
                + String.join("; ", problems)
                + "; set engine = portable");
  }

  /**
   * Bytes of native memory that a supernet takes; of a network that this engine does not run, what
   * it would take with a layer for each branch.
   */
  public static long estimatedBytes(Network network, int batchSize, Execution execution) {
    boolean runs = refusal(network).isEmpty();
    List<LayerPlan> plans =
        runs
            ? plans(network, batchSize, execution)
            : network.blocks().stream()
                .filter(block -> Chains.planned(block.op()))
                .map(
                    block -> Network.chain(block.name(), block.placement().input(), List.of(block)))
                .flatMap(alone -> plans(alone, batchSize, execution).stream())
                .toList();
    ScratchSizes sizes = new ScratchSizes();
    long floats = batchSize * network.input().shape().elements();
    for (LayerPlan plan : plans) {
      plan.reserve(sizes);
      floats += 4L * plan.parameterCount() + plan.keptFloats() + plan.output().elements();
    }
    for (Block block : network.blocks()) {
      if (!Chains.planned(block.op())) {
        floats += 4 * block.parameters() + KEPT_TENSORS * batchSize * widest(block);
      }
    }
    long bytes = Float.BYTES * (floats + sizes.total() + 2 * largestGradient(plans));
    return runs ? bytes : (long) (bytes * maps(network));
  }

  private static long widest(Block block) {
    return Math.max(
        block.placement().input().elements(), block.op().output(block.placement()).elements());
  }

  /** Maps of all sides of the input as a multiple of the largest ones. */
  private static double maps(Network network) {
    double largest = network.input().shape().elements();
    return network.input().options().stream()
        .mapToDouble(option -> option.shape().elements() / largest)
        .sum();
  }

  private static List<LayerPlan> plans(Network network, int batchSize, Execution execution) {
    List<List<Block>> blocks = network.blocksByNode();
    List<List<Pass>> passes = Pass.of(network);
    List<LayerPlan> plans = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      MixedNode node = MixedNode.of(network, i, blocks.get(i));
      plans.add(
          passes.get(i).size() == 1
              ? PathsPlan.of(node, batchSize, execution)
              : PassesPlan.of(LayerPlans.of(node, batchSize, false), passes.get(i)));
    }
    return plans;
  }

  private static long largestGradient(List<LayerPlan> plans) {
    return plans.stream().mapToLong(plan -> plan.output().elements()).max().orElse(0);
  }

  private NativeFloats[] gradientBuffers() {
    long largest = largestGradient(plans);
    return new NativeFloats[] {dnn.floats(largest), dnn.floats(largest)};
  }

  /** Builds the layers and gives what they are wired to; gradients take turns in two buffers. */
  private List<Ports> build(NativeFloats[] gradients) {
    ScratchSizes sizes = new ScratchSizes();
    plans.forEach(plan -> plan.reserve(sizes));
    Scratch scratch = new Scratch(dnn, sizes);
    List<Ports> ports = new ArrayList<>();
    NativeFloats x = images;
    Optional<NativeFloats> dx = Optional.empty();
    long offset = 0;
    for (int i = 0; i < plans.size(); i++) {
      LayerPlan plan = plans.get(i);
      NhwcShape output = plan.output();
      NativeFloats y = dnn.floats(output.elements());
      NativeFloats dy = gradients[i % 2].view(0, output.elements());
      Trainable part = parameters.view(offset, plan.parameterCount());
      ports.add(new Ports(x, dx, y, dy));
      layers.add(plan.build(dnn, part, scratch, ports.get(i)));
      offset += plan.parameterCount();
      x = y;
      dx = Optional.of(dy);
    }
    return ports;
  }

  @Override
  public String engine() {
    return dnn.describe() + dnn.threads().map(t -> ", threads " + t).orElse("");
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

  /** The gradient of the last {@link #trainWeights}, in the order of the weight vector. */
  float[] weightGradient() {
    float[] gradient = new float[weightCount()];
    vectors.gather(parameters.gradient(), gradient);
    return gradient;
  }

  /** Bytes of native buffers in use. */
  long bytes() {
    return dnn.bytes();
  }

  @Override
  public StepResult trainWeights(Batch batch, float[][] factors, SgdStep sgd) {
    float[][][] rows = forward(batch, factors, sgd.labelSmoothing(), sgd.dropout());
    backward(rows, true, sgd.dropout());
    steps.step(factors, rows, sgd);
    return result(NO_FACTORS);
  }

  @Override
  public StepResult factorGradient(Batch batch, float[][] factors, boolean[] wanted) {
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).want(layerFactors.wanted(i, wanted));
    }
    float[][][] rows = forward(batch, factors, 0, Dropout.NONE);
    return result(layerFactors.gradient(backward(rows, false, Dropout.NONE), factors));
  }

  @Override
  public StepResult evaluate(Batch batch, float[][] factors) {
    forward(batch, factors, 0, Dropout.NONE);
    return result(NO_FACTORS);
  }

  private StepResult result(float[][] factorGradient) {
    return new StepResult(loss.mean(), loss.correct(), factorGradient);
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
  public float[] infer(float[] imagesIn, float[][] factors) {
    inputs.checkInference();
    return statistics.kept(() -> output(imagesIn, factors));
  }

  @Override
  public float[] output(float[] imagesIn, float[][] factors) {
    run(imagesIn, factors, Dropout.NONE);
    return scores.toArray();
  }

  private float[][][] forward(Batch batch, float[][] factors, double smoothing, Dropout dropped) {
    inputs.check(batch);
    float[][][] rows = run(batch.images(), factors, dropped);
    loss.run(batch.labels(), smoothing);
    return rows;
  }

  private float[][][] run(float[] imagesIn, float[][] factors, Dropout dropped) {
    inputs.check(imagesIn, factors);
    if (masked && factors[0].length > 1) {
      throw new IllegalArgumentException(
          "Masked widths and sides need factors that all examples share");
    }
    float[][][] rows = layerFactors.rows(factors);
    dnn.useThreads();
    images.put(imagesIn);
    for (int i = 0; i < layers.size(); i++) {
      if (i == layers.size() - 1) {
        dropout.ifPresent(classifier -> classifier.forward(dropped));
      }
      layers.get(i).forward(rows[i]);
    }
    return rows;
  }

  private float[][][] backward(float[][][] rows, boolean weightsToo, Dropout dropped) {
    float[][][] gradients = new float[layers.size()][][];
    for (int i = layers.size() - 1; i >= 0; i--) {
      gradients[i] = layers.get(i).backward(rows[i], weightsToo);
      if (i == layers.size() - 1) {
        dropout.ifPresent(classifier -> classifier.backward(dropped));
      }
    }
    return gradients;
  }

  @Override
  public void close() {
    dnn.close();
  }
}
