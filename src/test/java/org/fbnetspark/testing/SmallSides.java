package org.fbnetspark.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.shape.Subsampling;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.domain.space.Space;

/** Small spaces with a choice of the sides of the input, which comes last. */
public final class SmallSides {

  /** A chain with strides; behind the second one two of the sides have the same maps. */
  public static final Space CHAIN = of(chain(), sides(4, 6, 7, 8));

  /** A graph of all kinds of joins; rows and columns are subsampled by themselves. */
  public static final Space GRAPH =
      of(
          SmallGraph.SPACE,
          List.of(new ImageShape(5, 4, 3), new ImageShape(3, 4, 3), new ImageShape(2, 2, 3)));

  /** Masked widths. */
  public static final MaskedDefinition DEFINITION =
      new MaskedDefinition(
          "small-sides",
          sides(4, 6, 8),
          SmallMasked.DEFINITION.stem(),
          SmallMasked.DEFINITION.rows(),
          SmallMasked.DEFINITION.lastWidth(),
          SmallNets.CLASSES);

  public static final Space MASKED = DEFINITION.space();

  private SmallSides() {}

  /** The same examples at a smaller shape. */
  public static Batch subsampled(Batch batch, ImageShape to) {
    int channels = to.channels();
    int[] sources = new Subsampling(batch.shape(), to).sources();
    float[] images = new float[Math.toIntExact(to.elements() * batch.size())];
    for (int i = 0; i < images.length; i++) {
      int example = i / channels / sources.length;
      int from = sources[i / channels % sources.length];
      images[i] =
          batch
              .images()[
              (int) ((example * batch.shape().positions() + from) * channels + i % channels)];
    }
    return new Batch(to, images, batch.labels());
  }

  private static Space chain() {
    Placement first = new Placement(new ImageShape(4, 4, 4), 6, 2);
    Placement second = new Placement(first.output(), 6, 1);
    return SmallNets.network(
        new ImageShape(8, 8, 3),
        2,
        List.of(
            new ChainLayer("first", List.of(new MbConv(3, 3, 1), new Skip()), first),
            new ChainLayer("second", List.of(new MbConv(5, 2, 2), new Skip()), second)));
  }

  private static List<ImageShape> sides(int... sides) {
    return IntStream.of(sides).mapToObj(side -> new ImageShape(side, side, 3)).toList();
  }

  private static Space of(Space space, List<ImageShape> shapes) {
    List<Choice> choices = new ArrayList<>(space.choices());
    choices.add(new Choice("resolution", shapes.stream().map(ImageShape::toString).toList()));
    List<Input.Option> options =
        IntStream.range(0, shapes.size())
            .mapToObj(i -> new Input.Option(shapes.get(i), Condition.of(space.choices().size(), i)))
            .toList();
    Network network = space.network();
    return new Space(
        choices,
        new Network(network.name(), new Input(options), network.nodes(), network.outputs()));
  }
}
