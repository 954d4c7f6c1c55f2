package org.fbnetspark.net.fused.layer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Pass;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * A layer that is computed on maps of several sizes with the same parameters, see {@link Pass}. The
 * largest maps are worked on where they lie; smaller ones are gathered, and scattered back.
 */
public final class PassesPlan implements LayerPlan {

  /**
   * A pass.
   *
   * @param plan of the layer on the maps of the pass
   * @param factors places in the layer's row of the conditions under which it is there
   */
  record Part(LayerPlan plan, Pass pass, List<Integer> factors) {}

  private final LayerPlan largest;
  private final List<Condition> conditions;
  private final List<Part> parts;

  private PassesPlan(LayerPlan largest, List<Pass> passes) {
    this.largest = largest;
    Set<Condition> all = new LinkedHashSet<>(largest.conditions());
    passes.forEach(pass -> all.addAll(pass.when()));
    conditions = List.copyOf(all);
    parts =
        passes.stream()
            .map(
                pass ->
                    new Part(
                        largest.on(pass.reads().get(0).to()),
                        pass,
                        pass.when().stream().map(conditions::indexOf).toList()))
            .toList();
  }

  /**
   * A layer in all its passes.
   *
   * @param largest the layer on the largest maps
   * @param passes from that of the smallest maps to that of the largest ones
   */
  public static LayerPlan of(LayerPlan largest, List<Pass> passes) {
    return passes.size() == 1 ? largest : new PassesPlan(largest, passes);
  }

  /** From the smallest maps to the largest. */
  List<Part> parts() {
    return parts;
  }

  @Override
  public NhwcShape input() {
    return largest.input();
  }

  @Override
  public NhwcShape output() {
    return largest.output();
  }

  @Override
  public List<Condition> conditions() {
    return conditions;
  }

  @Override
  public int parameterCount() {
    return largest.parameterCount();
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    return largest.positions(candidate, role);
  }

  /**
   * Each pass keeps what its layer does and what it leaves, those of smaller maps also what they
   * read, and statistics of their own.
   */
  @Override
  public long keptFloats() {
    long all =
        parts.stream()
            .mapToLong(part -> part.plan().keptFloats() + part.plan().output().elements())
            .sum();
    long smaller =
        parts.subList(0, parts.size() - 1).stream()
            .mapToLong(part -> part.plan().input().elements() + parameterCount())
            .sum();
    return all + smaller;
  }

  @Override
  public void reserve(ScratchSizes sizes) {
    sizes.need(ScratchSizes.Use.PASS_PARAMETERS, parameterCount());
    sizes.need(ScratchSizes.Use.PASS_INPUT, input().elements());
    sizes.need(ScratchSizes.Use.PASS_OUTPUT, output().elements());
    sizes.need(ScratchSizes.Use.PASS_MAPS, Math.max(input().elements(), output().elements()));
    parts.forEach(part -> part.plan().reserve(sizes));
  }

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    return new PassesLayer(this, dnn, parameters, scratch, ports);
  }
}
