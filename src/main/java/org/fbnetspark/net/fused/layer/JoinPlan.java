package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.op.Zero;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * A node whose branches are computed each by itself, whatever they read, and summed under their
 * factors or put side by side. Branches of nothing are left out.
 */
public final class JoinPlan implements LayerPlan {

  /** Terms of a sum that are added up at a time: enough to keep the sum itself out of the way. */
  static final int TOGETHER = 8;

  /**
   * A branch that computes something.
   *
   * @param branch index in the node
   * @param plan what it computes
   * @param factor place of its factor in the layer's row
   * @param parameters place of its parameters in the layer's
   * @param channel first one that it gives, side by side with others
   */
  record Part(int branch, BranchPlan plan, int factor, int parameters, int channel) {

    Trainable parameters(Trainable all) {
      return all.view(parameters, plan.parameterCount());
    }
  }

  private final Join join;
  private final NhwcShape output;
  private final List<Condition> conditions;
  private final List<Part> parts = new ArrayList<>();
  private final int parameterCount;

  /**
   * Lays a node out for batches of a size.
   *
   * @param blocks its branches at their largest
   */
  public JoinPlan(Network network, Node node, List<Block> blocks, int batch) {
    join = node.join();
    ImageShape map = blocks.get(0).op().output(blocks.get(0).placement());
    output = NhwcShape.of(batch, map.withChannels(node.width().largest()));
    conditions = node.branches().stream().map(Branch::when).distinct().toList();
    ParameterRoom room = new ParameterRoom();
    int channel = 0;
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      Branch branch = node.branches().get(i);
      if (!(block.op() instanceof Zero)) {
        boolean residual = network.residual(node, branch).isPresent();
        BranchPlan plan = BranchPlan.of(block, residual, batch);
        int factor = conditions.indexOf(branch.when());
        parts.add(new Part(i, plan, factor, room.take(plan.parameterCount()), channel));
      }
      channel += block.placement().outChannels();
    }
    parameterCount = room.taken();
  }

  List<Part> parts() {
    return parts;
  }

  /** Whether a part is there whatever is picked. */
  boolean always(Part part) {
    return conditions.get(part.factor()).always();
  }

  /** The layer of the only branch, if that is all there is: always there and without an end. */
  Optional<LayerPlan> alone() {
    return Optional.of(parts)
        .filter(all -> all.size() == 1 && all.get(0).branch() == 0 && always(all.get(0)))
        .map(all -> all.get(0).plan())
        .filter(plan -> plan.norm().isEmpty())
        .flatMap(BranchPlan::layer);
  }

  @Override
  public NhwcShape input() {
    throw new IllegalStateException("A join reads several things");
  }

  @Override
  public NhwcShape output() {
    return output;
  }

  @Override
  public int parameterCount() {
    return parameterCount;
  }

  @Override
  public List<Condition> conditions() {
    return conditions;
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    Part part = parts.stream().filter(p -> p.branch() == candidate).findFirst().orElseThrow();
    return part.plan().layer().orElseThrow().positions(0, role).shifted(part.parameters());
  }

  @Override
  public List<Reading> reads() {
    return parts.stream().map(part -> new Reading(part.branch(), part.plan().rectified())).toList();
  }

  @Override
  public boolean adds() {
    return true;
  }

  /** Each layer keeps what it gives, for its normalisation or for the gradient of its factor. */
  @Override
  public long keptFloats() {
    return parts.stream()
        .flatMap(part -> part.plan().layer().stream())
        .mapToLong(layer -> layer.keptFloats() + layer.output().elements())
        .sum();
  }

  @Override
  public void reserve(ScratchSizes sizes) {
    boolean concat = join == Join.CONCAT;
    sizes.need(ScratchSizes.Use.TERMS, concat ? output.elements() : TOGETHER * output.elements());
    sizes.need(ScratchSizes.Use.TERM_GRADIENT, output.elements());
    sizes.need(ScratchSizes.Use.PART_GRADIENT, concat ? output.elements() : 0);
    for (Part part : parts) {
      part.plan().layer().ifPresent(layer -> AddingLayer.reserve(layer, sizes));
    }
  }

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    TermMaker maker = new TermMaker(dnn, parameters, scratch, this);
    return join == Join.CONCAT ? new ConcatLayer(maker, ports) : new SumLayer(maker, ports);
  }
}
