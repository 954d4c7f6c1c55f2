package org.fbnetspark.net.fused.layer;

import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Skip;

/**
 * The plan of a node: inverted residual blocks and skip that read the same are mixed; other
 * branches are computed each by itself and joined. Where paths are drawn, one of those that would
 * be mixed is computed at a time.
 */
public final class NodePlans {

  private NodePlans() {}

  /**
   * The plan for batches of a size.
   *
   * @param blocks the node's branches at their largest
   */
  public static LayerPlan of(
      Network network, int index, List<Block> blocks, int batch, Execution execution) {
    if (mixed(network, index, blocks)) {
      return PathsPlan.of(MixedNode.of(network, index, blocks), batch, execution);
    }
    JoinPlan join = new JoinPlan(network, network.nodes().get(index), blocks, batch);
    return join.alone().orElse(join);
  }

  /** Whether the branches of a node are mixed. */
  public static boolean mixed(Network network, int index, List<Block> blocks) {
    Node node = network.nodes().get(index);
    boolean several = blocks.size() > 1 || node.width().open();
    return (several || blocks.stream().allMatch(NodePlans::mixedAlone))
        && node.branches().stream().mapToInt(Branch::from).distinct().count() == 1
        && MixedNode.of(network, index, blocks).problems(node.join()).isEmpty();
  }

  private static boolean mixedAlone(Block block) {
    return block.op() instanceof MbConv || block.op() instanceof Skip;
  }
}
