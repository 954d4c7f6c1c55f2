package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.kernel.Window;

/**
 * How the branches of a node are fused: inverted residual blocks, skip, and a 1x1 convolution. The
 * middle channels of all blocks with one activation and windows of one size stand side by side and
 * are cut into slabs, each small enough for its tensors to stay in the cache while they are worked
 * on. Those of a block with squeeze and excitation are a slab of their own.
 */
public final class MixedPlan implements LayerPlan {

  /**
   * A block among the candidates.
   *
   * @param candidate index among the node's branches
   * @param factor place of its factor in the layer's row
   * @param affine place of the scales and shifts of its last normalisation
   * @param masked options of its middle channels; empty where there is no choice
   */
  record BlockCandidate(
      int candidate,
      MbConv op,
      int factor,
      int middle,
      int affine,
      List<ChannelMask.Option> masked) {}

  /** The 1x1 convolution among the candidates. */
  record SkipConvolution(int candidate, int factor, int weights, int affine) {}

  private final Placement placement;
  private final NhwcShape input;
  private final NhwcShape output;
  private final List<Condition> conditions;
  private final List<BlockCandidate> blocks;
  private final List<Integer> inputFactors;
  private final List<ChannelMask.Option> masked;
  private final List<SlabPlan> slabs;
  private final Optional<SkipConvolution> skip;
  private final BlockPositions positions;
  private final int parameterCount;
  private final boolean lean;

  /**
   * Lays a node out for batches of a size.
   *
   * @param lean whether what leaves a slab's expansion, its largest map, is not kept for the
   *     backward pass, but filled again where the gradient of weights reads it
   */
  MixedPlan(MixedNode node, int batch, boolean lean) {
    this.lean = lean;
    placement = node.at();
    input = NhwcShape.of(batch, placement.input());
    output = NhwcShape.of(batch, placement.output());
    conditions = node.conditions();
    blocks = new ArrayList<>();
    inputFactors = new ArrayList<>();
    ParameterRoom room = new ParameterRoom();
    Optional<SkipConvolution> convolution = Optional.empty();
    for (int i = 0; i < node.parts().size(); i++) {
      MixedNode.Part part = node.parts().get(i);
      int factor = conditions.indexOf(part.when());
      part.input().map(conditions::indexOf).ifPresent(inputFactors::add);
      if (part.block().op() instanceof MbConv mb) {
        int middle = mb.middleChannels(placement);
        int affine = room.take(2L * placement.outChannels());
        blocks.add(new BlockCandidate(i, mb, factor, middle, affine, masked(part.middle())));
      } else if (part.convolution()) {
        int weights = room.take((long) input.channels() * output.channels());
        int affine = room.take(2L * output.channels());
        convolution = Optional.of(new SkipConvolution(i, factor, weights, affine));
      } else if (!part.identity()) {
        throw new IllegalStateException("Not mixed: " + part.block());
      }
    }
    skip = convolution;
    masked = masked(node.width());
    slabs = new SlabCutter(input, placement, room).cut(blocks);
    positions = new BlockPositions(placement, slabs, room);
    for (BlockCandidate block : blocks) {
      positions.add(block);
    }
    parameterCount = room.taken();
  }

  private MixedPlan(MixedPlan largest, ImageShape maps) {
    placement = new Placement(maps, largest.placement.outChannels(), largest.placement.stride());
    input = NhwcShape.of(largest.input.batch(), placement.input());
    output = NhwcShape.of(largest.input.batch(), placement.output());
    conditions = largest.conditions;
    blocks = largest.blocks;
    inputFactors = largest.inputFactors;
    masked = largest.masked;
    slabs = largest.slabs;
    skip = largest.skip;
    positions = largest.positions;
    parameterCount = largest.parameterCount;
    lean = largest.lean;
  }

  @Override
  public LayerPlan on(ImageShape maps) {
    return new MixedPlan(this, maps);
  }

  private List<ChannelMask.Option> masked(Width width) {
    return width.open()
        ? width.options().stream()
            .map(o -> new ChannelMask.Option(o.channels(), conditions.indexOf(o.when())))
            .toList()
        : List.of();
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
  public List<Condition> conditions() {
    return conditions;
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
    long convolution =
        skip.isEmpty()
            ? 0
            : 2 * output.elements() + (strided() ? output.positions() * input.channels() : 0);
    long fitted = fitted() ? output.elements() : 0;
    return slabs.stream().mapToLong(slab -> slab.keptFloats(lean, input, output, blocks)).sum()
        + blocks.size() * output.elements()
        + convolution
        + fitted;
  }

  @Override
  public void reserve(ScratchSizes sizes) {
    sizes.need(ScratchSizes.Use.CANDIDATES, terms() * output.elements());
    if (skip.isPresent()) {
      sizes.need(ScratchSizes.Use.SKIP, output.elements());
      sizes.need(ScratchSizes.Use.SKIP_INPUT, output.positions() * input.channels());
    }
    if (fitted()) {
      sizes.need(ScratchSizes.Use.FITTED, output.elements());
    }
    for (SlabPlan slab : slabs) {
      sizes.need(ScratchSizes.Use.MASKED_WEIGHTS, slab.maskedWeights(output, blocks));
      if (lean) {
        sizes.need(ScratchSizes.Use.EXPANDED, slab.channels() * input.positions());
      }
      NhwcShape maps = input.withChannels(slab.channels());
      int depth = slab.stages().size();
      for (int d = 0; d < depth; d++) {
        Window window = DepthwiseStage.window(maps, slab.stages().get(d));
        sizes.needWindow(SlabPlan.gradientUse(depth - d), window);
        maps = output.withChannels(slab.channels());
      }
      for (int n = 0; n <= depth; n++) {
        sizes.need(SlabPlan.gradientUse(n), slab.gradientFloats(n, input, output));
      }
    }
  }

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    return new MixedLayer(new Site(this, dnn, parameters, scratch, ports));
  }

  /** Terms of the sum: blocks, convolution and input. */
  private int terms() {
    return blocks.size() + (skip.isPresent() ? 1 : 0) + (inputFactors.isEmpty() ? 0 : 1);
  }

  /** Whether anything depends on what is picked. */
  boolean open() {
    return conditions.stream().anyMatch(condition -> !condition.always());
  }

  /** Places of the factors whose sum multiplies the input that is added; none where it is not. */
  List<Integer> inputFactors() {
    return inputFactors;
  }

  /** Whether the input that is added has not as many channels as the output. */
  boolean fitted() {
    return !inputFactors.isEmpty() && input.channels() != output.channels();
  }

  /** Whether what leaves expansions is not kept. */
  boolean lean() {
    return lean;
  }

  /** Whether the 1x1 convolution reads some positions alone. */
  boolean strided() {
    return placement.stride() > 1;
  }

  /** The mask of the output. */
  ChannelMask mask() {
    return new ChannelMask(masked, output.channels());
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
