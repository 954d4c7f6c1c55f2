package org.fbnetspark.net.fused;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.net.Dropout;
import org.fbnetspark.net.Inputs;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.layer.AddingLayer;
import org.fbnetspark.net.fused.layer.Layer;
import org.fbnetspark.net.fused.layer.LayerPlan;
import org.fbnetspark.net.fused.layer.Ports;
import org.fbnetspark.net.fused.layer.Scratch;
import org.fbnetspark.net.fused.layer.ScratchSizes;

/** A supernet on oneDNN: nodes of fused blocks, of ops of cells, or of anything joined. */
public final class OneDnnSupernet implements Supernet {

  /** A task slot is one thread: more work is done by more slots, not by threads inside a kernel. */
  private static final int THREADS = 1;

  private final Inputs inputs;
  private final boolean masked;
  private final Schedule schedule;
  private final LayerFactors layerFactors;
  private final LayerVectors vectors;
  private final NormStatistics statistics;
  private final OneDnn dnn = new OneDnn(THREADS);
  private final Trainable parameters;
  private final NativeFloats velocity;
  private final NativeFloats images;
  private final List<Layer> layers = new ArrayList<>();
  private final Losses losses;

  /** By the index of the layer. */
  private final Map<Integer, ClassifierDropout> dropouts = new HashMap<>();

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
    schedule = new Schedule(network, batchSize, execution);
    layerFactors =
        new LayerFactors(network, schedule.steps().stream().map(Schedule.Step::plan).toList());
    vectors = LayerVectors.ofWeights(network, schedule.ofNodes());
    long count = vectors.parameterCount();
    long gradients = schedule.ofNodes().stream().mapToLong(LayerPlan::gradientCount).sum();
    parameters = new Trainable(dnn.floats(count), dnn.floats(gradients), dnn.statistics(), 0);
    statistics = new NormStatistics(network, schedule.ofNodes(), dnn, parameters.statistics());
    velocity = dnn.floats(count);
    steps =
        new WeightSteps(network, execution, schedule.ofNodes(), vectors, dnn, parameters, velocity);
    images = dnn.floats(schedule.values().get(Schedule.IMAGES).elements());
    List<Ports> ports = build();
    List<Ports> ofOutputs = new ArrayList<>();
    for (Output output : network.outputs()) {
      int layer = schedule.step(output.node());
      ofOutputs.add(ports.get(layer));
      ClassifierDropout.before(ports.get(layer), dnn)
          .ifPresent(dropout -> dropouts.put(layer, dropout));
    }
    losses = new Losses(network.outputs(), ofOutputs, batchSize, network.classes());
  }

  /** Whether this engine runs on this machine. */
  public static boolean available() {
    return OneDnn.available();
  }

  /** Why this engine does not run a network, and what to do; empty where it does. */
  public static Optional<String> refusal(Network network) {
    List<String> problems = Refusals.problems(network);
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
   * it would take with a layer for each branch, for each shape of the input.
   */
  public static long estimatedBytes(Network network, int batchSize, Execution execution) {
    List<Input.Option> options = network.input().options();
    if (options.size() > 1 && refusal(network).isPresent()) {
      return options.stream()
          .map(option -> Input.of(option.shape()))
          .map(one -> new Network(network.name(), one, network.nodes(), network.outputs()))
          .mapToLong(one -> estimatedBytes(one, batchSize, execution))
          .sum();
    }
    Schedule schedule = new Schedule(network, batchSize, execution);
    ScratchSizes sizes = new ScratchSizes();
    schedule.reserve(sizes);
    return Float.BYTES * (schedule.floats() + sizes.total());
  }

  /** Builds the layers and gives what they are wired to. */
  private List<Ports> build() {
    ScratchSizes sizes = new ScratchSizes();
    schedule.reserve(sizes);
    Scratch scratch = new Scratch(dnn, sizes);
    List<NativeFloats> buffers = schedule.buffers().stream().map(dnn::floats).toList();
    List<NativeFloats> values = new ArrayList<>(List.of(images));
    List<Ports> ports = new ArrayList<>();
    long offset = 0;
    long gradientOffset = 0;
    for (Schedule.Step step : schedule.steps()) {
      LayerPlan plan = step.plan();
      List<Ports.Input> read = new ArrayList<>();
      for (Schedule.Read reading : step.reads()) {
        Optional<NativeFloats> dx =
            reading.wanted() ? gradient(reading.value(), buffers) : Optional.empty();
        read.add(new Ports.Input(values.get(reading.value()), dx, reading.adds()));
      }
      NativeFloats y = dnn.floats(plan.output().elements());
      NativeFloats dy = gradient(step.value(), buffers).orElse(y);
      Trainable part =
          parameters.view(offset, plan.parameterCount(), gradientOffset, plan.gradientCount());
      ports.add(new Ports(read, y, dy));
      layers.add(AddingLayer.of(plan, dnn, part, scratch, ports.get(ports.size() - 1)));
      offset += plan.parameterCount();
      gradientOffset += plan.gradientCount();
      values.add(y);
    }
    return ports;
  }

  private Optional<NativeFloats> gradient(int value, List<NativeFloats> buffers) {
    long elements = schedule.values().get(value).elements();
    return schedule.buffer(value).map(buffer -> buffers.get(buffer).view(0, elements));
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

  /**
   * The gradient of the last {@link #trainWeights}, in the order of the weight vector, where all of
   * it is computed.
   */
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
    steps.step(factors, schedule.ofNodes(rows), sgd);
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
    return new StepResult(losses.value(), losses.correct(), factorGradient);
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
    return losses.scores();
  }

  private float[][][] forward(Batch batch, float[][] factors, double smoothing, Dropout dropped) {
    inputs.check(batch);
    float[][][] rows = run(batch.images(), factors, dropped);
    losses.run(batch.labels(), smoothing);
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
      if (dropouts.containsKey(i)) {
        dropouts.get(i).forward(dropped);
      }
      layers.get(i).forward(rows[i]);
    }
    return rows;
  }

  private float[][][] backward(float[][][] rows, boolean weightsToo, Dropout dropped) {
    float[][][] gradients = new float[layers.size()][0][];
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (schedule.reached(schedule.steps().get(i))) {
        gradients[i] = layers.get(i).backward(rows[i], weightsToo);
      }
      if (dropouts.containsKey(i)) {
        dropouts.get(i).backward(dropped);
      }
    }
    return gradients;
  }

  @Override
  public void close() {
    dnn.close();
  }
}
