package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.OpVisitor;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * How the candidates of a choice between inverted residual blocks and skip are fused. The middle
 * channels of all blocks with one activation and windows of one size stand side by side and are cut
 * into slabs, each small enough for its tensors to stay in the cache while they are worked on.
 * Those of a block with squeeze and excitation are a slab of their own.
 */
public final class MixedPlan implements LayerPlan {

  /** A block among the candidates. */
  record BlockCandidate(int candidate, MbConv op, int middle, int affine) {}

  /** The strided skip among the candidates. */
  record SkipConvolution(int candidate, int weights, int affine) {}

  private final int candidates;
  private final Placement placement;
  private final NhwcShape input;
  private final NhwcShape output;
  private final List<BlockCandidate> blocks = new ArrayList<>();
  private final List<SlabPlan> slabs;
  private final Optional<SkipConvolution> skip;
  private final BlockPositions positions;
  private final int parameterCount;

  /**
   * Lays candidates out for batches of a size.
   *
   * @param mixed candidates of one place
   */
  public MixedPlan(List<Block> mixed, int batch) {
    candidates = mixed.size();
    placement = mixed.get(0).placement();
    Placement at = placement;
    input = NhwcShape.of(batch, at.input());
    output = NhwcShape.of(batch, at.output());
    ParameterRoom room = new ParameterRoom();
    Candidates laid = new Candidates(mixed, room);
    laid.addAll();
    skip = laid.strided;
    slabs = new SlabCutter(input, at, room).cut(blocks);
    positions = new BlockPositions(at, slabs, room);
    for (BlockCandidate block : blocks) {
      positions.add(block);
    }
    parameterCount = room.taken();
  }

  /** Lays the candidates out, one after the other; of each whether the engine mixes such ops. */
  private final class Candidates implements OpVisitor<Boolean> {
    private final List<Block> mixed;
    private final ParameterRoom room;
    private Optional<SkipConvolution> strided = Optional.empty();
    private int candidate;

    Candidates(List<Block> mixed, ParameterRoom room) {
      this.mixed = mixed;
      this.room = room;
    }

    void addAll() {
      for (Block one : mixed) {
        if (!one.op().accept(this)) {
          throw new IllegalArgumentException(
              "Layer "
                  + one.name()
                  + " mixes the candidate "
                  + one.op().code()
                  + ", but the engine mixes inverted residual blocks and skip only");
        }
        candidate++;
      }
    }

    @Override
    public Boolean mbConv(MbConv mb) {
      int middle = mb.middleChannels(placement);
      int affine = room.take(2L * placement.outChannels());
      blocks.add(new BlockCandidate(candidate, mb, middle, affine));
      return true;
    }

    @Override
    public Boolean skip(Skip skip) {
      if (!placement.keepsShape()) {
        int weights = room.take((long) input.channels() * output.channels());
        int affine = room.take(2L * output.channels());
        strided = Optional.of(new SkipConvolution(candidate, weights, affine));
      }
      return true;
    }

    @Override
    public Boolean conv(Conv conv) {
      return false;
    }

    @Override
    public Boolean globalPool(GlobalPool pool) {
      return false;
    }

    @Override
    public Boolean hidden(Hidden hidden) {
      return false;
    }

    @Override
    public Boolean linear(Linear linear) {
      return false;
    }
  }

  @Override
  public NhwcShape input() {
    return input;
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
  public IndexRuns positions(int candidate, String role) {
    if (skip.isPresent() && skip.get().candidate() == candidate) {
      return skipPositions(skip.get(), role);
    }
    return positions.of(candidate, role);
  }

  private IndexRuns skipPositions(SkipConvolution conv, String role) {
    IndexRuns runs = new IndexRuns();
    int out = output.channels();
    switch (role) {
      case "gamma" -> runs.addRange(conv.affine(), out);
      case "beta" -> runs.addRange(conv.affine() + out, out);
      default -> {
        for (int o = 0; o < out; o++) {
          for (int i = 0; i < input.channels(); i++) {
            runs.add(conv.weights() + i * out + o);
          }
        }
      }
    }
    return runs;
  }

  @Override
  public long keptFloats() {
    long strided =
        skip.isEmpty() ? 0 : 2 * output.elements() + output.positions() * input.channels();
    return slabs.stream().mapToLong(slab -> slab.keptFloats(input, output)).sum()
        + blocks.size() * output.elements()
        + strided;
  }

  @Override
  public void reserve(ScratchSizes sizes) {
    sizes.need(ScratchSizes.Use.CANDIDATES, (blocks.size() + 1) * output.elements());
    if (skip.isPresent()) {
      sizes.need(ScratchSizes.Use.SKIP, output.elements());
      sizes.need(ScratchSizes.Use.SKIP_INPUT, output.positions() * input.channels());
    }
    for (SlabPlan slab : slabs) {
      for (int n = 0; n <= slab.stages().size(); n++) {
        sizes.need(SlabPlan.gradientUse(n), slab.gradientFloats(n, input, output));
      }
    }
  }

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    return new MixedLayer(new Site(this, dnn, parameters, scratch, ports));
  }

  int candidates() {
    return candidates;
  }

  /** Whether there is something to mix. */
  boolean open() {
    return candidates > 1;
  }

  Placement placement() {
    return placement;
  }

  List<BlockCandidate> blocks() {
    return blocks;
  }

  List<SlabPlan> slabs() {
    return slabs;
  }

  Optional<SkipConvolution> skip() {
    return skip;
  }
}
