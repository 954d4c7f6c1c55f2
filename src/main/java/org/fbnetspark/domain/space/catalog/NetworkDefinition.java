package org.fbnetspark.domain.space.catalog;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.NetworkTable;
import org.fbnetspark.domain.space.Strides;

/**
 * A published network as a table of its layers, one behind the other, and a classifier behind them.
 *
 * @param name name in reports
 * @param input shape of one input example
 * @param layers from the stem to what the classifier reads
 * @param classes classes to tell apart
 */
public record NetworkDefinition(String name, ImageShape input, List<Layer> layers, int classes)
    implements NetworkTable {

  /**
   * A row of the table.
   *
   * @param name unique in its network, such as {@code stage2.layer3}
   * @param op what it computes
   * @param width channels that leave
   * @param stride step of the op's window
   */
  public record Layer(String name, Op op, int width, int stride) {}

  /** Copies the layers. */
  public NetworkDefinition {
    layers = List.copyOf(layers);
  }

  /**
   * The network that takes these ops in the stages of a space, under the name of the space.
   *
   * @param macro widths, strides, input and classes
   * @param codes of an op for each layer of the stages, in order
   * @throws IllegalArgumentException where the codes are more or fewer, or no op has one of them
   */
  static NetworkDefinition of(LayerwiseDefinition macro, List<String> codes) {
    int open = macro.stages().stream().mapToInt(LayerwiseDefinition.Stage::layers).sum();
    if (codes.size() != open) {
      throw new IllegalArgumentException(
          macro.name() + " has " + open + " layers, but was given " + codes.size() + " ops");
    }
    List<Layer> layers = new ArrayList<>();
    List<List<Block>> candidates = macro.space().network().blocksByNode();
    for (List<Block> first : candidates.subList(0, candidates.size() - 1)) {
      Block block = first.get(0);
      int stage = layers.size() - 1;
      Op op = stage >= 0 && stage < open ? op(codes.get(stage)) : block.op();
      Placement at = block.placement();
      layers.add(new Layer(block.name(), op, at.outChannels(), at.stride()));
    }
    return new NetworkDefinition(macro.name(), macro.input(), layers, macro.classes());
  }

  /**
   * The layers of a table in a line, from the stem on.
   *
   * @param table the stem and stages, separated by bars, with their layers, separated by spaces:
   *     {@code code:width} or {@code code:width/stride}
   * @return a list to which a head may be added
   */
  static List<Layer> stages(String table) {
    List<Layer> layers = new ArrayList<>();
    String[] stages = table.split(" \\| ");
    for (int stage = 0; stage < stages.length; stage++) {
      String[] rows = stages[stage].split(" ");
      for (int layer = 0; layer < rows.length; layer++) {
        String place = stage == 0 ? "stem" : "stage" + stage + ".layer" + (layer + 1);
        layers.add(layer(place, rows[layer].split("[:/]")));
      }
    }
    return layers;
  }

  private static Layer layer(String name, String[] cells) {
    int stride = cells.length > 2 ? Integer.parseInt(cells[2]) : 1;
    return new Layer(name, op(cells[0]), Integer.parseInt(cells[1]), stride);
  }

  /**
   * The op of a code.
   *
   * @throws IllegalArgumentException where no op has it
   */
  static Op op(String code) {
    return OpCode.parse(code).orElseThrow(() -> new IllegalArgumentException(OpCode.unknown(code)));
  }

  /**
   * The same network for another input, with the strides of {@link Strides#fitted}: as {@link
   * LayerwiseDefinition#resized} has them.
   *
   * @param lastMap sides that the map before the pool has at least
   */
  @Override
  public NetworkDefinition resized(ImageShape newInput, int lastMap) {
    int[] strides =
        Strides.fitted(newInput, layers.stream().mapToInt(Layer::stride).toArray(), lastMap);
    List<Layer> fitted = new ArrayList<>();
    for (Layer layer : layers) {
      fitted.add(new Layer(layer.name(), layer.op(), layer.width(), strides[fitted.size()]));
    }
    return new NetworkDefinition(name, newInput, fitted, classes);
  }

  @Override
  public NetworkDefinition withClasses(int newClasses) {
    return new NetworkDefinition(name, input, layers, newClasses);
  }

  @Override
  public Network architecture() {
    List<Block> blocks = new ArrayList<>();
    ImageShape shape = input;
    for (Layer layer : layers) {
      Placement at = new Placement(shape, layer.width(), layer.stride());
      blocks.add(new Block(layer.name(), layer.op(), at));
      shape = layer.op().output(at);
    }
    blocks.add(new Block("classifier", new Linear(), new Placement(shape, classes, 1)));
    return Network.chain(name, input, blocks);
  }
}
