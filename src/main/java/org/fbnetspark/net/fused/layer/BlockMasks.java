package org.fbnetspark.net.fused.layer;

import java.util.List;
import org.fbnetspark.domain.op.Placement;

/**
 * The masks inside a block.
 *
 * @param middle of the channels between its 1x1 convolutions
 * @param squeezed of those between the products of squeeze and excitation: each width has as many
 *     as the block of that width
 */
record BlockMasks(ChannelMask middle, ChannelMask squeezed) {

  static BlockMasks of(MixedPlan.BlockCandidate block, Placement at) {
    List<ChannelMask.Option> squeezed =
        block.masked().stream()
            .map(
                option ->
                    new ChannelMask.Option(
                        block.op().withMiddle(option.channels()).squeezedChannels(at),
                        option.factor()))
            .toList();
    return new BlockMasks(
        new ChannelMask(block.masked(), block.middle()),
        new ChannelMask(squeezed, block.op().squeezedChannels(at)));
  }

  void use(float[] row) {
    middle.use(row);
    squeezed.use(row);
  }

  void addGradient(float[] rowGradient) {
    middle.addGradient(rowGradient);
    squeezed.addGradient(rowGradient);
  }
}
