package org.fbnetspark.domain.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * Makes the network of a {@link MaskedDefinition}: a node for each block, which sums a branch for
 * each window, activation and squeeze and excitation at its largest width; widths and middle widths
 * with an option for each number of channels.
 *
 * <p>Skip is the identity where the widths before and behind it are the same, and a 1x1 convolution
 * where they are not, as in the released networks; both are branches.
 */
final class MaskedSpace {

  private final MaskedDefinition definition;
  private final List<Choice> choices = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private Width entering;

  MaskedSpace(MaskedDefinition definition) {
    this.definition = definition;
  }

  /** One of several values, and when it is this one. */
  private record Option<T>(T value, Condition when) {}

  /** What the blocks of a row choose between. */
  private record Options(
      Width width,
      List<Option<Double>> expansions,
      List<Option<Integer>> kernels,
      List<Option<Activation>> activations,
      List<Option<Boolean>> squeezeExcite) {}

  Space space() {
    List<Input.Option> inputs =
        open("resolution", definition.inputs(), MaskedSpace::sides).stream()
            .map(option -> new Input.Option(option.value(), option.when()))
            .toList();
    LayerwiseDefinition.Stem stem = definition.stem();
    add("stem", hardSwish(stem.kernel()), stem.width(), stem.stride());
    for (int i = 0; i < definition.rows().size(); i++) {
      row("stage" + (i + 1), definition.rows().get(i));
    }
    add("last", hardSwish(1), definition.lastWidth(), 1);
    add("pool", new GlobalPool(), definition.lastWidth(), 1);
    add("classifier", new Linear(), definition.classes(), 1);
    return new Space(
        choices,
        new Network(
            definition.name(), new Input(inputs), nodes, List.of(Output.of(nodes.size() - 1))));
  }

  private static Conv hardSwish(int kernel) {
    return new Conv(kernel, Activation.HARD_SWISH);
  }

  private void add(String name, Op op, int channels, int stride) {
    Branch branch = new Branch(nodes.size() - 1, op, stride, Condition.ALWAYS);
    nodes.add(Node.of(name, branch, channels));
    entering = Width.of(channels);
  }

  private void row(String name, MaskedDefinition.Row row) {
    Options shared = row.shared() ? options(name, row) : null;
    for (int layer = 1; layer <= row.layers(); layer++) {
      String block = name + ".layer" + layer;
      Options own = row.shared() ? shared : options(block, row);
      List<Branch> branches = branches(own, layer == 1 ? row.stride() : 1);
      nodes.add(new Node(block, Join.SUM, branches, own.width()));
      entering = own.width();
    }
  }

  private Options options(String name, MaskedDefinition.Row row) {
    return new Options(
        new Width(
            open(name + ".width", row.widths(), String::valueOf).stream()
                .map(option -> new Width.Option(option.value(), option.when()))
                .toList()),
        open(name + ".expansion", row.expansions(), String::valueOf),
        open(name + ".kernel", row.kernels(), kernel -> kernel == 0 ? "skip" : "k" + kernel),
        open(name + ".activation", row.activations(), Activation::word),
        open(name + ".squeeze-excite", row.squeezeExcite(), se -> se ? "se" : "none"));
  }

  private static String sides(ImageShape shape) {
    return shape.height() == shape.width()
        ? String.valueOf(shape.height())
        : shape.height() + "x" + shape.width();
  }

  /** A choice between values, where there are several. */
  private <T> List<Option<T>> open(String name, List<T> values, Function<T, String> words) {
    if (values.size() == 1) {
      return List.of(new Option<>(values.get(0), Condition.ALWAYS));
    }
    choices.add(new Choice(name, values.stream().map(words).toList()));
    int choice = choices.size() - 1;
    return IntStream.range(0, values.size())
        .mapToObj(i -> new Option<>(values.get(i), Condition.of(choice, i)))
        .toList();
  }

  private List<Branch> branches(Options own, int stride) {
    boolean expands = expands(own.expansions());
    Width middle = expands ? middle(own.expansions()) : Width.OF_OP;
    List<Branch> branches = new ArrayList<>();
    for (Option<Integer> kernel : own.kernels()) {
      if (kernel.value() == MaskedDefinition.SKIP) {
        branches.addAll(skips(kernel.when(), own.width(), stride));
        continue;
      }
      for (Option<Activation> activation : own.activations()) {
        for (Option<Boolean> squeezeExcite : own.squeezeExcite()) {
          Condition when =
              Stream.of(kernel.when(), activation.when(), squeezeExcite.when())
                  .reduce((one, other) -> one.and(other).orElseThrow())
                  .orElseThrow();
          MbConv op =
              new MbConv(
                  kernel.value(), 1, 1, 1, expands, squeezeExcite.value(), activation.value());
          branches.add(new Branch(nodes.size() - 1, op, stride, middle, when));
        }
      }
    }
    return branches;
  }

  /** Without an expansion the depthwise convolution reads what enters, if that is one width. */
  private boolean expands(List<Option<Double>> expansions) {
    return expansions.size() > 1 || expansions.get(0).value() != 1 || entering.options().size() > 1;
  }

  /** An option for each number of channels, in whatever ways it comes about. */
  private Width middle(List<Option<Double>> expansions) {
    Map<Integer, List<Condition>> ways = new TreeMap<>();
    for (Width.Option width : entering.options()) {
      for (Option<Double> expansion : expansions) {
        ways.computeIfAbsent(
                MaskedDefinition.middle(width.channels(), expansion.value()),
                channels -> new ArrayList<>())
            .add(width.when().and(expansion.when()).orElseThrow());
      }
    }
    return new Width(
        ways.entrySet().stream()
            .map(
                way ->
                    new Width.Option(
                        way.getKey(), Condition.any(way.getValue().stream()).orElseThrow()))
            .toList());
  }

  private List<Branch> skips(Condition when, Width width, int stride) {
    int from = nodes.size() - 1;
    if (stride > 1) {
      return List.of(new Branch(from, new Skip(), stride, when));
    }
    Optional<Condition> same = entering.same(width).flatMap(when::and);
    Optional<Condition> different = entering.different(width).flatMap(when::and);
    return Stream.of(
            same.map(equal -> new Branch(from, new Skip(), 1, equal)),
            different.map(unequal -> new Branch(from, new Conv(1), 1, unequal)))
        .flatMap(Optional::stream)
        .toList();
  }
}
