package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * A node of branches that exclude each other, each with the plan that it has alone in a derived
 * network. One of them is computed at a time, in the memory of the largest.
 *
 * @see Execution
 */
public final class PathsPlan implements LayerPlan {

  private final List<Condition> conditions;
  private final List<LayerPlan> branches = new ArrayList<>();
  private final int[] starts;
  private final boolean shared;

  private PathsPlan(MixedNode node, int batch, boolean shared) {
    this.shared = shared;
    conditions = node.parts().stream().map(MixedNode.Part::when).toList();
    starts = new int[conditions.size() + 1];
    for (int i = 0; i < conditions.size(); i++) {
      branches.add(new MixedPlan(node.alone(i), batch, shared));
      starts[i + 1] = Math.addExact(starts[i], branches.get(i).parameterCount());
    }
  }

  /**
   * The plan of a node; mixed where the branches may be there together or share masks of widths.
   */
  public static LayerPlan of(MixedNode node, int batch, Execution execution) {
    return execution.drawn() && node.exclusive()
        ? new PathsPlan(node, batch, execution == Execution.ONE_PATH)
        : new MixedPlan(node, batch, false);
  }

  @Override
  public NhwcShape input() {
    return branches.get(0).input();
  }

  @Override
  public NhwcShape output() {
    return branches.get(0).output();
  }

  @Override
  public int parameterCount() {
    return starts[branches.size()];
  }

  /** Of the branch that is computed. */
  @Override
  public int gradientCount() {
    return branches.stream().mapToInt(LayerPlan::parameterCount).max().orElse(0);
  }

  @Override
  public List<Condition> conditions() {
    return conditions;
  }

  @Override
  public List<Stretch> stretches() {
    return IntStream.range(0, branches.size())
        .mapToObj(i -> new Stretch(i, starts[i], branches.get(i).parameterCount(), 0))
        .toList();
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    return branches.get(candidate).positions(0, role).shifted(starts[candidate]);
  }

  @Override
  public long keptFloats() {
    return shared ? largest() : branches.stream().mapToLong(LayerPlan::keptFloats).sum();
  }

  /** Alone a branch is always there. */
  private float[][][] rows() {
    float[][][] rows = new float[branches.size()][1][];
    for (int i = 0; i < rows.length; i++) {
      rows[i][0] = new float[branches.get(i).conditions().size()];
      Arrays.fill(rows[i][0], 1f);
    }
    return rows;
  }

  private long largest() {
    return branches.stream().mapToLong(LayerPlan::keptFloats).max().orElse(0);
  }

  @Override
  public void reserve(ScratchSizes sizes) {
    sizes.need(ScratchSizes.Use.PATH_GRADIENT, output().elements());
    branches.forEach(branch -> branch.reserve(sizes));
  }

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    List<Supplier<Layer>> makers = new ArrayList<>();
    for (int i = 0; i < branches.size(); i++) {
      LayerPlan branch = branches.get(i);
      int count = branch.parameterCount();
      Trainable own = parameters.view(starts[i], count, 0, count);
      makers.add(() -> branch.build(dnn, own, scratch, ports));
    }
    List<Layer> layers =
        shared ? dnn.inTurns(largest(), makers) : makers.stream().map(Supplier::get).toList();
    return new PathsLayer(layers, rows(), dnn, scratch, ports);
  }
}
