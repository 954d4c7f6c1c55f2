package org.fbnetspark.domain.space.catalog;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;

/**
 * A published network as a table: the widths and strides of a space, and the op of every layer.
 *
 * @param macro widths, strides, input and classes
 * @param ops one code for each layer of the stages, in order
 */
public record NetworkDefinition(LayerwiseDefinition macro, List<String> ops) {

  /** Copies the ops and checks their number. */
  public NetworkDefinition {
    ops = List.copyOf(ops);
    int layers = macro.stages().stream().mapToInt(LayerwiseDefinition.Stage::layers).sum();
    if (ops.size() != layers) {
      throw new IllegalArgumentException(
          macro.name() + " has " + layers + " layers, but was given " + ops.size() + " ops");
    }
  }

  /** The same network for another input: see {@link LayerwiseDefinition#resized}. */
  public NetworkDefinition resized(ImageShape input, int lastMap) {
    return new NetworkDefinition(macro.resized(input, lastMap), ops);
  }

  /** The same network for other classes. */
  public NetworkDefinition withClasses(int classes) {
    return new NetworkDefinition(macro.withClasses(classes), ops);
  }

  /** The network itself, under the name of its table. */
  public Network architecture() {
    Network space = macro.space().network();
    List<Block> blocks = new ArrayList<>();
    List<List<Block>> candidates = space.blocksByNode();
    for (int i = 0; i < candidates.size(); i++) {
      Block block = candidates.get(i).get(0);
      boolean stage = i > 0 && i <= ops.size();
      blocks.add(stage ? new Block(block.name(), op(i - 1), block.placement()) : block);
    }
    return Network.chain(macro.name(), macro.input(), blocks);
  }

  private Op op(int layer) {
    String code = ops.get(layer);
    return OpCode.parse(code).orElseThrow(() -> new IllegalArgumentException(OpCode.unknown(code)));
  }
}
