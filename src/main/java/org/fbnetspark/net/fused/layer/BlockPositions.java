package org.fbnetspark.net.fused.layer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;

/** Where the tensors of the blocks of a layer lie in the layer's vector of parameters. */
final class BlockPositions {

  private record Key(int candidate, String role) {}

  /** A middle channel's slab and channel. */
  private record Home(SlabPlan slab, SlabPlan.Segment segment, int offset) {
    int channel() {
      return segment.channel() + offset;
    }
  }

  private final Placement at;
  private final List<SlabPlan> slabs;
  private final ParameterRoom room;
  private final Map<Key, IndexRuns> runs = new HashMap<>();
  private int blocks;

  BlockPositions(Placement at, List<SlabPlan> slabs, ParameterRoom room) {
    this.at = at;
    this.slabs = slabs;
    this.room = room;
  }

  IndexRuns of(int candidate, String role) {
    IndexRuns found = runs.get(new Key(candidate, role));
    if (found == null) {
      throw new IllegalArgumentException("Candidate " + candidate + " has no tensor " + role);
    }
    return found;
  }

  /** Adds the next block; taps that meet no position of a map get a place of their own. */
  void add(MixedPlan.BlockCandidate block) {
    Home[] homes = homes(blocks++, block.middle());
    MbConv op = block.op();
    int candidate = block.candidate();
    if (op.expands()) {
      expansion(candidate, op.groups(), homes);
    }
    for (int d = 0; d < op.depthwiseLayers(); d++) {
      depthwise(candidate, op.kernel(), d, homes);
    }
    if (op.squeezeExcite()) {
      squeezeExcite(candidate, homes);
    }
    int out = at.outChannels();
    IndexRuns weights = make(candidate, "project.weight");
    int perGroup = block.middle() / op.groups();
    for (int o = 0; o < out; o++) {
      int group = o / (out / op.groups());
      for (int i = 0; i < perGroup; i++) {
        Home home = homes[group * perGroup + i];
        weights.add(home.segment().projection() + home.offset() * out + o);
      }
    }
    make(candidate, "project.gamma").addRange(block.affine(), out);
    make(candidate, "project.beta").addRange(block.affine() + out, out);
  }

  private Home[] homes(int block, int middle) {
    Home[] homes = new Home[middle];
    for (SlabPlan slab : slabs) {
      for (SlabPlan.Segment segment : slab.segments()) {
        for (int i = 0; segment.block() == block && i < segment.length(); i++) {
          homes[segment.first() + i] = new Home(slab, segment, i);
        }
      }
    }
    return homes;
  }

  /** The channel shuffle is folded into the order of the columns. */
  private void expansion(int candidate, int groups, Home[] homes) {
    int in = at.input().channels() / groups;
    int perGroup = homes.length / groups;
    IndexRuns weights = make(candidate, "expand.weight");
    IndexRuns gamma = make(candidate, "expand.gamma");
    IndexRuns beta = make(candidate, "expand.beta");
    for (int o = 0; o < homes.length; o++) {
      int group = o / perGroup;
      Home home = homes[o % perGroup * groups + group];
      int channels = home.slab().channels();
      for (int i = 0; i < in; i++) {
        weights.add(home.slab().expansion() + (group * in + i) * channels + home.channel());
      }
      gamma.add(home.slab().expansionAffine() + home.channel());
      beta.add(home.slab().expansionAffine() + channels + home.channel());
    }
  }

  private void depthwise(int candidate, int kernel, int layer, Home[] homes) {
    IndexRuns weights = make(candidate, "depthwise" + layer + ".weight");
    IndexRuns gamma = make(candidate, "depthwise" + layer + ".gamma");
    IndexRuns beta = make(candidate, "depthwise" + layer + ".beta");
    int reach = SlabCutter.reach(kernel, at, layer);
    int border = (kernel - reach) / 2;
    int outside = room.take((long) homes.length * (kernel * kernel - reach * reach));
    for (Home home : homes) {
      SlabPlan.Stage stage = home.slab().stages().get(layer);
      int channels = home.slab().channels();
      for (int tap = 0; tap < kernel * kernel; tap++) {
        int row = tap / kernel - border;
        int column = tap % kernel - border;
        boolean inside = row >= 0 && row < reach && column >= 0 && column < reach;
        weights.add(
            inside
                ? stage.weights() + (row * reach + column) * channels + home.channel()
                : outside++);
      }
      gamma.add(stage.affine() + home.channel());
      beta.add(stage.affine() + channels + home.channel());
    }
  }

  private void squeezeExcite(int candidate, Home[] homes) {
    SlabPlan slab = homes[0].slab();
    SlabPlan.SqueezeExcite plan = slab.squeezeExcite().orElseThrow();
    int squeezed = plan.squeeze().output().channels();
    IndexRuns squeeze = make(candidate, "squeeze.weight");
    for (int o = 0; o < squeezed; o++) {
      for (Home home : homes) {
        squeeze.add(plan.squeezeParameters() + o * slab.channels() + home.channel());
      }
    }
    make(candidate, "squeeze.bias")
        .addRange(plan.squeezeParameters() + plan.squeeze().bias(), squeezed);
    IndexRuns excite = make(candidate, "excite.weight");
    IndexRuns biases = make(candidate, "excite.bias");
    for (Home home : homes) {
      excite.addRange(plan.exciteParameters() + home.channel() * squeezed, squeezed);
      biases.add(plan.exciteParameters() + plan.excite().bias() + home.channel());
    }
  }

  private IndexRuns make(int candidate, String role) {
    IndexRuns made = new IndexRuns();
    runs.put(new Key(candidate, role), made);
    return made;
  }
}
