package org.fbnetspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.KeptEdges;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.Genotype;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.train.WeightLayout;

/**
 * Networks and spaces as text: layer by layer, then in total. Latencies come from a table, where
 * one is given; layers that its base covers have none of their own.
 */
public final class Description {

  private static final Set<Integer> FIGURES = Set.of(4, 5, 6, 7);

  private Description() {}

  /**
   * A network.
   *
   * @throws org.fbnetspark.domain.cost.MissingLatencyException where the table lacks rows
   */
  public static String text(Network architecture, Optional<LatencyTable> latencies) {
    TextTable table = new TextTable(header(latencies), FIGURES);
    for (Block block : architecture.blocks()) {
      table.add(
          row(
              latencies,
              block,
              block.op().output(block.placement()),
              block.op().code(),
              count(block.macs()),
              count(block.parameters()),
              latencies
                  .map(t -> t.micros(block.name(), block.op(), block.placement()))
                  .map(Description::micros)
                  .orElse("")));
    }
    StringBuilder text = new StringBuilder();
    text.append(title("Architecture", architecture)).append(table).append('\n');
    text.append("MACs        ").append(count(architecture.macs())).append('\n');
    text.append("parameters  ").append(count(architecture.parameters())).append('\n');
    text.append("trained     ").append(trained(architecture));
    Genotype.of(architecture)
        .ifPresent(cells -> text.append("genotype    ").append(cells.text()).append('\n'));
    latencies.ifPresent(
        t ->
            text.append("latency     ")
                .append(millis(CostTable.latency(Space.of(architecture), t).of()))
                .append(on(t)));
    return text.toString();
  }

  /**
   * A space: ranges over the branches of each node, where input and widths are the largest, then
   * over the architectures.
   *
   * @throws org.fbnetspark.domain.cost.MissingLatencyException where the table lacks rows
   */
  public static String text(Space space, Optional<LatencyTable> latencies) {
    TextTable table = new TextTable(header(latencies), FIGURES);
    Network network = space.network();
    List<List<Block>> all = network.blocksByNode();
    List<ImageShape> outputs = network.shapes();
    for (int i = 0; i < all.size(); i++) {
      List<Block> blocks = all.get(i);
      table.add(
          row(
              latencies,
              blocks.get(0),
              outputs.get(i),
              blocks.size() == 1 ? blocks.get(0).op().code() : blocks.size() + " candidates",
              range(blocks.stream().mapToLong(Block::macs).summaryStatistics()),
              range(blocks.stream().mapToLong(Block::parameters).summaryStatistics()),
              latencies.map(t -> range(t, blocks)).orElse("")));
    }
    StringBuilder text = new StringBuilder();
    text.append(title("Space", network)).append(table).append('\n').append(candidates(space));
    text.append("choices        ").append(space.choices().size()).append('\n');
    text.append("architectures  ").append(String.format(Locale.ROOT, "%,d", space.size()));
    text.append('\n');
    Space priced = space.priced();
    text.append("MACs           ")
        .append(spread(KeptEdges.derivable(space, CostTable.macs(priced))))
        .append('\n');
    text.append("parameters     ")
        .append(spread(KeptEdges.derivable(space, CostTable.parameters(priced))))
        .append('\n');
    latencies.ifPresent(
        t -> {
          CostTable costs = KeptEdges.derivable(space, CostTable.latency(priced, t));
          text.append("latency        ")
              .append(millis(costs.cheapest()))
              .append(" to ")
              .append(millis(costs.dearest()))
              .append(", mean ")
              .append(millis(costs.mean()))
              .append(on(t));
        });
    text.append("all candidates ")
        .append(count(network.macs()))
        .append(" MACs, ")
        .append(count(network.parameters()))
        .append(" parameters\n");
    text.append("trained        ").append(trained(network));
    return text.toString();
  }

  private static String trained(Network network) {
    return count(new WeightLayout(network).length())
        + " values, those of biases and normalisations among them\n";
  }

  private static List<String> header(Optional<LatencyTable> latencies) {
    List<String> header =
        new ArrayList<>(List.of("layer", "op", "input", "output", "stride", "MACs", "parameters"));
    latencies.ifPresent(t -> header.add("latency us"));
    return header;
  }

  private static List<String> row(
      Optional<LatencyTable> latencies,
      Block block,
      ImageShape output,
      String op,
      String macs,
      String parameters,
      String micros) {
    List<String> row =
        new ArrayList<>(
            List.of(
                block.name(),
                op,
                block.placement().input().toString(),
                output.toString(),
                String.valueOf(block.placement().stride()),
                macs,
                parameters));
    latencies.ifPresent(t -> row.add(micros));
    return row;
  }

  private static String title(String kind, Network network) {
    return kind
        + " "
        + network.name()
        + ", input "
        + network.input().shape()
        + ", "
        + network.classes()
        + " classes\n\n";
  }

  /** The candidates of the open choices: once if all offer the same, else choice by choice. */
  private static String candidates(Space space) {
    List<List<String>> offers =
        space.choices().stream().map(Choice::candidates).distinct().toList();
    if (offers.size() == 1) {
      return "candidates     " + String.join(" ", offers.get(0)) + "\n";
    }
    return space.choices().stream()
        .map(
            choice ->
                "candidates of "
                    + choice.name()
                    + ": "
                    + String.join(" ", choice.candidates())
                    + "\n")
        .collect(Collectors.joining());
  }

  private static String spread(CostTable costs) {
    return count(costs.cheapest())
        + " to "
        + count(costs.dearest())
        + ", mean "
        + count(costs.mean());
  }

  private static String range(LongSummaryStatistics values) {
    return values.getMin() == values.getMax()
        ? count(values.getMin())
        : count(values.getMin()) + " - " + count(values.getMax());
  }

  private static String range(LatencyTable table, List<Block> blocks) {
    List<OptionalDouble> known =
        blocks.stream()
            .map(block -> table.micros(block.name(), block.op(), block.placement()))
            .filter(OptionalDouble::isPresent)
            .sorted((a, b) -> Double.compare(a.getAsDouble(), b.getAsDouble()))
            .toList();
    if (known.size() < 2) {
      return known.stream().findFirst().map(Description::micros).orElse("");
    }
    return micros(known.get(0)) + " - " + micros(known.get(known.size() - 1));
  }

  private static String on(LatencyTable table) {
    return " on " + table.setting() + "\n";
  }

  private static String micros(OptionalDouble micros) {
    return micros.isPresent() ? String.format(Locale.ROOT, "%,.1f", micros.getAsDouble()) : "";
  }

  private static String millis(double micros) {
    return String.format(Locale.ROOT, "%,.3f ms", micros / 1_000);
  }

  private static String count(double value) {
    return String.format(Locale.ROOT, "%,d", Math.round(value));
  }
}
