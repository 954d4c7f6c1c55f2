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
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Architecture;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;

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
  public static String text(Architecture architecture, Optional<LatencyTable> latencies) {
    TextTable table = new TextTable(header(latencies), FIGURES);
    for (Architecture.Layer layer : architecture.layers()) {
      Choice place = Choice.fixed(layer.name(), layer.op(), layer.placement());
      table.add(
          row(
              latencies,
              place,
              layer.op().code(),
              count(layer.macs()),
              count(layer.parameters()),
              latencies
                  .map(t -> t.micros(layer.name(), layer.op(), layer.placement()))
                  .map(Description::micros)
                  .orElse("")));
    }
    LayerwiseSpace chain = architecture.asSpace();
    StringBuilder text = new StringBuilder();
    text.append(title("Architecture", chain)).append(table).append('\n');
    text.append("MACs        ").append(count(architecture.macs())).append('\n');
    text.append("parameters  ").append(count(architecture.parameters())).append('\n');
    latencies.ifPresent(
        t ->
            text.append("latency     ")
                .append(millis(CostTable.latency(chain, t).of()))
                .append(on(t)));
    return text.toString();
  }

  /**
   * A space: ranges over the candidates of each layer, then over the architectures.
   *
   * @throws org.fbnetspark.domain.cost.MissingLatencyException where the table lacks rows
   */
  public static String text(LayerwiseSpace space, Optional<LatencyTable> latencies) {
    TextTable table = new TextTable(header(latencies), FIGURES);
    for (Choice layer : space.layers()) {
      List<Op> ops = layer.candidates();
      table.add(
          row(
              latencies,
              layer,
              layer.fixed() ? ops.get(0).code() : ops.size() + " candidates",
              range(ops.stream().mapToLong(op -> op.macs(layer.placement())).summaryStatistics()),
              range(
                  ops.stream()
                      .mapToLong(op -> op.parameters(layer.placement()))
                      .summaryStatistics()),
              latencies.map(t -> range(t, layer)).orElse("")));
    }
    StringBuilder text = new StringBuilder();
    text.append(title("Space", space)).append(table).append('\n').append(candidates(space));
    text.append("choices        ").append(space.choices().size()).append('\n');
    text.append("architectures  ").append(String.format(Locale.ROOT, "%,d", space.size()));
    text.append('\n');
    text.append("MACs           ").append(spread(CostTable.macs(space))).append('\n');
    text.append("parameters     ").append(spread(CostTable.parameters(space))).append('\n');
    latencies.ifPresent(
        t -> {
          CostTable costs = CostTable.latency(space, t);
          text.append("latency        ")
              .append(millis(costs.cheapest()))
              .append(" to ")
              .append(millis(costs.dearest()))
              .append(", mean ")
              .append(millis(costs.mean()))
              .append(on(t));
        });
    text.append("all candidates ")
        .append(count(total(space, true)))
        .append(" MACs, ")
        .append(count(total(space, false)))
        .append(" parameters\n");
    return text.toString();
  }

  private static List<String> header(Optional<LatencyTable> latencies) {
    List<String> header =
        new ArrayList<>(List.of("layer", "op", "input", "output", "stride", "MACs", "parameters"));
    latencies.ifPresent(t -> header.add("latency us"));
    return header;
  }

  private static List<String> row(
      Optional<LatencyTable> latencies,
      Choice layer,
      String op,
      String macs,
      String parameters,
      String micros) {
    List<String> row =
        new ArrayList<>(
            List.of(
                layer.name(),
                op,
                layer.placement().input().toString(),
                layer.candidates().get(0).output(layer.placement()).toString(),
                String.valueOf(layer.placement().stride()),
                macs,
                parameters));
    latencies.ifPresent(t -> row.add(micros));
    return row;
  }

  private static String title(String kind, LayerwiseSpace chain) {
    return kind
        + " "
        + chain.name()
        + ", input "
        + chain.input()
        + ", "
        + chain.classes()
        + " classes\n\n";
  }

  /** The candidates of the open choices: once if all offer the same, else choice by choice. */
  private static String candidates(LayerwiseSpace space) {
    List<List<Op>> offers = space.choices().stream().map(Choice::candidates).distinct().toList();
    if (offers.size() == 1) {
      return "candidates     " + codes(offers.get(0)) + "\n";
    }
    return space.choices().stream()
        .map(choice -> "candidates of " + choice.name() + ": " + codes(choice.candidates()) + "\n")
        .collect(Collectors.joining());
  }

  private static String codes(List<Op> ops) {
    return ops.stream().map(Op::code).collect(Collectors.joining(" "));
  }

  private static long total(LayerwiseSpace space, boolean macs) {
    return space.layers().stream()
        .flatMapToLong(
            layer ->
                layer.candidates().stream()
                    .mapToLong(
                        op -> macs ? op.macs(layer.placement()) : op.parameters(layer.placement())))
        .sum();
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

  private static String range(LatencyTable table, Choice layer) {
    List<OptionalDouble> known =
        layer.candidates().stream()
            .map(op -> table.micros(layer.name(), op, layer.placement()))
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
