package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.net.fused.kernel.NhwcShape;

/** Cuts the middle channels of a layer's blocks into slabs. */
final class SlabCutter {

  /** Bytes of a slab's tensor before the depthwise convolution; measured best at 1 to 2 MiB. */
  private static final long SLAB_BYTES = 1 << 20;

  /** Fewer channels than this make the matrix products slow. */
  private static final int FEWEST_CHANNELS = 32;

  /** Floats of the widest vector register. */
  private static final int REGISTER = 16;

  /**
   * What blocks must share to stand in one slab.
   *
   * @param alone a block with squeeze and excitation, which needs all of its channels and no other
   */
  private record Kind(
      int kernel,
      int depthwiseLayers,
      boolean expands,
      Activation activation,
      Optional<MixedPlan.BlockCandidate> alone) {}

  /** A candidate's channels in a slab that is being filled. */
  private record Piece(int block, MbConv op, int first, int length) {}

  private final NhwcShape input;
  private final Placement at;
  private final ParameterRoom room;
  private final int limit;

  SlabCutter(NhwcShape input, Placement at, ParameterRoom room) {
    this.input = input;
    this.at = at;
    this.room = room;
    limit =
        (int)
            Math.max(FEWEST_CHANNELS, SLAB_BYTES / (Float.BYTES * Math.max(1, input.positions())));
  }

  List<SlabPlan> cut(List<MixedPlan.BlockCandidate> blocks) {
    Map<Kind, List<Integer>> kinds = new LinkedHashMap<>();
    for (int i = 0; i < blocks.size(); i++) {
      MixedPlan.BlockCandidate block = blocks.get(i);
      MbConv op = block.op();
      Kind kind =
          new Kind(
              reach(op.kernel(), at, 0),
              op.depthwiseLayers(),
              op.expands(),
              op.activation(),
              Optional.of(block).filter(b -> op.squeezeExcite()));
      kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(i);
    }
    List<SlabPlan> slabs = new ArrayList<>();
    kinds.forEach((kind, members) -> slabs.addAll(cut(kind, members, blocks)));
    return slabs;
  }

  /**
   * Side of a window without the rows and columns that lie outside of the map at every position.
   *
   * @param layer index among the stacked depthwise convolutions
   */
  static int reach(int kernel, Placement at, int layer) {
    ImageShape map = layer == 0 ? at.input() : at.output();
    return Math.min(kernel, 2 * Math.max(map.height(), map.width()) - 1);
  }

  private List<SlabPlan> cut(
      Kind kind, List<Integer> members, List<MixedPlan.BlockCandidate> blocks) {
    List<SlabPlan> slabs = new ArrayList<>();
    List<Piece> pieces = new ArrayList<>();
    int used = 0;
    for (int member : members) {
      MixedPlan.BlockCandidate block = blocks.get(member);
      int done = 0;
      while (done < block.middle()) {
        int rest = block.middle() - done;
        if (used > 0 && limit - used < Math.min(rest, input.channels())) {
          slabs.add(slab(kind, pieces));
          pieces = new ArrayList<>();
          used = 0;
        }
        int whole = Math.max(REGISTER, (limit - used) / REGISTER * REGISTER);
        boolean uncut = block.op().groups() > 1 || kind.alone().isPresent();
        int length = uncut ? rest : Math.min(rest, whole);
        pieces.add(new Piece(member, block.op(), done, length));
        used += length;
        done += length;
      }
    }
    slabs.add(slab(kind, pieces));
    return slabs;
  }

  private SlabPlan slab(Kind kind, List<Piece> pieces) {
    int used = pieces.stream().mapToInt(Piece::length).sum();
    int channels = (used + REGISTER - 1) / REGISTER * REGISTER;
    int expansion = kind.expands() ? room.take((long) input.channels() * channels) : 0;
    int affine = kind.expands() ? room.take(2L * channels) : 0;
    List<SlabPlan.Stage> stages = new ArrayList<>();
    for (int d = 0; d < kind.depthwiseLayers(); d++) {
      int side = reach(kind.kernel(), at, d);
      int weights = room.take((long) side * side * channels);
      int stride = d == 0 ? at.stride() : 1;
      stages.add(new SlabPlan.Stage(side, stride, weights, room.take(2L * channels)));
    }
    Optional<SlabPlan.SqueezeExcite> squeezeExcite =
        kind.alone().map(block -> squeezeExcite(channels, block.op().squeezedChannels(at)));
    List<SlabPlan.Segment> segments = new ArrayList<>();
    int channel = 0;
    for (Piece piece : pieces) {
      boolean last = channel + piece.length() == used;
      int padding = last ? channels - used : 0;
      int projection = room.take((long) (piece.length() + padding) * at.outChannels());
      segments.add(
          new SlabPlan.Segment(
              piece.block(),
              piece.op().groups(),
              piece.first(),
              piece.length(),
              channel,
              padding,
              projection));
      channel += piece.length();
    }
    return new SlabPlan(
        channels,
        kind.expands(),
        expansion,
        affine,
        kind.activation(),
        stages,
        squeezeExcite,
        segments);
  }

  private SlabPlan.SqueezeExcite squeezeExcite(int channels, int squeezed) {
    LinearPlan squeeze = product(channels, squeezed);
    LinearPlan excite = product(squeezed, channels);
    return new SlabPlan.SqueezeExcite(
        squeeze, room.take(squeeze.parameterCount()), excite, room.take(excite.parameterCount()));
  }

  private LinearPlan product(int in, int out) {
    return new LinearPlan(new Placement(new ImageShape(1, 1, in), out, 1), input.batch());
  }
}
