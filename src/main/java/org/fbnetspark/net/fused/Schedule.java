package org.fbnetspark.net.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Pass;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.layer.AddingLayer;
import org.fbnetspark.net.fused.layer.LayerPlan;
import org.fbnetspark.net.fused.layer.NodePlans;
import org.fbnetspark.net.fused.layer.PassesPlan;
import org.fbnetspark.net.fused.layer.Reading;
import org.fbnetspark.net.fused.layer.RectifierPlan;
import org.fbnetspark.net.fused.layer.ScratchSizes;

/**
 * The layers of a network in order, what each reads and writes, and where gradients lie. The
 * gradient of a value is there from the first layer that fills it, on the way back, until the one
 * that wrote the value has used it; then its buffer is another's. A chain needs two.
 */
final class Schedule {

  /** The images. */
  static final int IMAGES = 0;

  private static final int NOWHERE = -1;

  /**
   * A layer.
   *
   * @param reads what it reads
   * @param value that it writes
   */
  record Step(LayerPlan plan, List<Read> reads, int value) {}

  /**
   * Something that a layer reads.
   *
   * @param value of the images, a node or its ReLU
   * @param wanted whether its gradient is wanted
   * @param adds whether others have filled that before
   */
  record Read(int value, boolean wanted, boolean adds) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<LayerPlan> ofNodes = new ArrayList<>();
  private final List<NhwcShape> values = new ArrayList<>();

  /** The value of each node, behind that of the images. */
  private final List<Integer> places = new ArrayList<>();

  /** The images and their ReLU. */
  private final Set<Integer> constant = new HashSet<>(Set.of(IMAGES));

  private final List<Long> buffers = new ArrayList<>();
  private final int[] gradients;

  /** Plans a network for batches of a size. */
  Schedule(Network network, int batch, Execution execution) {
    values.add(NhwcShape.of(batch, network.input().shape()));
    places.add(IMAGES);
    Map<Integer, Integer> rectified = new HashMap<>();
    List<List<Block>> blocks = network.blocksByNode();
    List<List<Pass>> passes = Pass.of(network);
    for (int i = 0; i < blocks.size(); i++) {
      LayerPlan largest =
          NodePlans.of(
              network,
              i,
              blocks.get(i),
              batch,
              passes.get(i).size() == 1 ? execution : Execution.MIXED);
      LayerPlan plan = PassesPlan.of(largest, passes.get(i));
      List<Integer> reads = new ArrayList<>();
      for (Reading reading : plan.reads()) {
        int from = network.nodes().get(i).branches().get(reading.branch()).from();
        int value = places.get(from + 1);
        reads.add(reading.rectified() ? rectified.computeIfAbsent(value, this::rectifier) : value);
      }
      ofNodes.add(plan);
      places.add(add(plan, reads));
    }
    gradients = new int[values.size()];
    backward(network.outputs().stream().map(Output::node).toList());
  }

  private int rectifier(int value) {
    int made = add(new RectifierPlan(values.get(value)), List.of(value));
    if (constant.contains(value)) {
      constant.add(made);
    }
    return made;
  }

  private int add(LayerPlan plan, List<Integer> reads) {
    values.add(plan.output());
    int value = values.size() - 1;
    steps.add(
        new Step(plan, reads.stream().map(read -> new Read(read, false, false)).toList(), value));
    return value;
  }

  /** Goes the way back: who fills a gradient first, who adds to it, and where it lies. */
  private void backward(List<Integer> outputs) {
    TreeSet<Integer> free = new TreeSet<>();
    Arrays.fill(gradients, NOWHERE);
    for (int output : outputs) {
      take(of(output), free);
    }
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      boolean reached = reached(step);
      List<Read> reads = new ArrayList<>();
      for (int r = step.reads().size() - 1; r >= 0; r--) {
        int value = step.reads().get(r).value();
        boolean wanted = reached && !constant.contains(value);
        reads.add(0, new Read(value, wanted, wanted && gradients[value] != NOWHERE));
        if (wanted && gradients[value] == NOWHERE) {
          take(value, free);
        }
      }
      steps.set(i, new Step(step.plan(), reads, step.value()));
      if (reached) {
        free.add(gradients[step.value()]);
      }
    }
  }

  private void take(int value, TreeSet<Integer> free) {
    Integer buffer = free.pollFirst();
    if (buffer == null) {
      buffer = buffers.size();
      buffers.add(0L);
    }
    buffers.set(buffer, Math.max(buffers.get(buffer), values.get(value).elements()));
    gradients[value] = buffer;
  }

  /** All layers, in order. */
  List<Step> steps() {
    return steps;
  }

  /** The layers of the nodes alone, which have all weights. */
  List<LayerPlan> ofNodes() {
    return ofNodes;
  }

  /** Of what there is for each layer, that of the nodes. */
  float[][][] ofNodes(float[][][] ofLayers) {
    float[][][] some = new float[ofNodes.size()][][];
    for (int node = 0; node < some.length; node++) {
      some[node] = ofLayers[of(node) - 1];
    }
    return some;
  }

  /** What a node gives. */
  private int of(int node) {
    return places.get(node + 1);
  }

  /** The index of a node's layer among all; each of them writes one value. */
  int step(int node) {
    return of(node) - 1;
  }

  /** Extent of the images, and of what each layer gives, by value. */
  List<NhwcShape> values() {
    return values;
  }

  /** Floats of each buffer of gradients. */
  List<Long> buffers() {
    return buffers;
  }

  /** The buffer of the gradient of a value; empty where no output depends on it. */
  Optional<Integer> buffer(int value) {
    return Optional.of(gradients[value]).filter(buffer -> buffer != NOWHERE);
  }

  /** Whether an output depends on a layer. */
  boolean reached(Step step) {
    return gradients[step.value()] != NOWHERE;
  }

  void reserve(ScratchSizes sizes) {
    for (Step step : steps) {
      if (step.reads().stream().anyMatch(Read::adds)) {
        AddingLayer.reserve(step.plan(), sizes);
      } else {
        step.plan().reserve(sizes);
      }
    }
  }

  /** Floats of native memory in all, without what is borrowed. */
  long floats() {
    long floats = values.stream().mapToLong(NhwcShape::elements).sum();
    for (Step step : steps) {
      LayerPlan plan = step.plan();
      floats += 2L * plan.parameterCount() + plan.gradientCount() + plan.keptFloats();
    }
    return floats + buffers.stream().mapToLong(Long::longValue).sum();
  }
}
