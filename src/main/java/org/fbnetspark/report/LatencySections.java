package org.fbnetspark.report;

import static j2html.TagCreator.figure;
import static j2html.TagCreator.p;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.fbnetspark.domain.cost.BlockLatencies;
import org.fbnetspark.domain.latency.InterpolationError;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.TableSummary;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.search.SearchRecord;
import org.fbnetspark.search.SearchSummary;

/** Where the latency of the architecture comes from, and how far the table can be believed. */
final class LatencySections {

  private static final int MOST_HOSTS = 20;

  private LatencySections() {}

  /** Layer by layer. */
  static Section layers(SearchSummary outcome, LatencyTable table) {
    List<Block> blocks = outcome.architecture().blocks();
    List<OptionalDouble> shares = BlockLatencies.shares(outcome.architecture(), table);
    double sum =
        shares.stream()
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .sum();
    double predicted = 1000 * outcome.predictedLatencyMillis();
    String whole =
        "The layers take "
            + Figures.millis(sum / 1000)
            + " together; the rest of a network "
            + Figures.millis((predicted - sum) / 1000)
            + ". Predicted: "
            + Figures.millis(outcome.predictedLatencyMillis())
            + ". Measured as a whole: "
            + outcome.measuredLatencyMillis().map(Figures::millis).orElse("not")
            + "."
            + interpolated(outcome, table);
    return new Section(
        "layers",
        "Latency of the layers",
        figure(
                Charts.caption("Predicted latency of each layer", whole),
                Charts.plot("layers", "Bar chart of the latency of each layer. " + whole))
            .withClass(Charts.height(shares.size())),
        Charts.folded("Every layer in figures", table(blocks, shares, predicted)));
  }

  /** How many rows of the space lie between others, and how far those are off. */
  private static String interpolated(SearchSummary outcome, LatencyTable table) {
    return outcome
        .latencyRows()
        .filter(rows -> rows.interpolated() > 0)
        .map(
            rows ->
                " Of the space "
                    + LatencySentences.rows(rows)
                    + InterpolationError.of(table)
                        .map(error -> "; " + LatencySentences.error(error))
                        .orElse("")
                    + ".")
        .orElse("");
  }

  private static DomContent table(
      List<Block> blocks, List<OptionalDouble> shares, double predicted) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      OptionalDouble micros = shares.get(i);
      rows.add(
          List.of(
              blocks.get(i).name(),
              blocks.get(i).op().code(),
              Figures.micros(micros),
              micros.isPresent()
                  ? Figures.percent(micros.getAsDouble() / predicted)
                  : Figures.UNKNOWN));
    }
    return new HtmlTable(
            "Predicted latency of each layer; pool and classifier may be timed as one",
            List.of("layer", "op", "latency us", "share of the prediction"),
            Set.of(2, 3),
            rows)
        .html();
  }

  /** The table itself. */
  static Section table(LatencyTable table) {
    TableSummary summary = TableSummary.of(table);
    LatencySetting setting = table.setting();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("device", setting.device()));
    rows.add(List.of("runtime", setting.runtime() + ", " + setting.dtype()));
    rows.add(
        List.of(
            "batch, threads",
            setting.batch()
                + ", "
                + (setting.threads().isPresent() ? setting.threads().getAsInt() : "not stated")));
    rows.add(List.of("rows", Figures.count(summary.rows())));
    rows.add(List.of("rows that did not settle", share(summary.unsteadyShare())));
    Optional<LatencyCorrection> line = table.correction();
    rows.add(
        List.of("line to whole networks", line.map(fit -> fit.line().inWords()).orElse("none")));
    line.ifPresent(
        fit -> {
          String over =
              fit.heldOut().isEmpty()
                  ? "over the networks fitted, for none were held out"
                  : "over " + fit.heldOut().size() + " networks held out";
          rows.add(
              List.of(
                  "R2",
                  Figures.decimals(fit.r2(), 4) + " over " + fit.fitted().size() + " networks"));
          rows.add(List.of("error (MAPE)", Figures.percent(fit.mape()) + ", " + over));
          rows.add(
              List.of(
                  "rank correlation (Kendall's tau)",
                  Figures.decimals(fit.kendallTau(), 3) + ", " + over));
        });
    rows.add(
        List.of(
            "hosts",
            summary.hosts().isEmpty()
                ? "not told"
                : String.join(", ", summary.hosts().stream().limit(MOST_HOSTS).toList())
                    + (summary.hosts().size() > MOST_HOSTS ? ", ..." : "")));
    table.provenance().forEach((name, fact) -> rows.add(List.of(name, fact)));
    return new Section(
        "table",
        "Latency table",
        p("The times that costs and predictions come from.").withClass("note"),
        new HtmlTable("Setting, quality and origin", List.of("fact", "value"), Set.of(), rows)
            .html());
  }

  private static String share(OptionalDouble share) {
    return share.isPresent() ? Figures.percent(share.getAsDouble()) : "not told";
  }

  static List<Section> of(SearchRecord run) {
    List<Section> sections = new ArrayList<>();
    run.latencies()
        .ifPresent(
            table -> {
              run.summary().ifPresent(outcome -> sections.add(layers(outcome, table)));
              sections.add(table(table));
            });
    return sections;
  }

  /**
   * Adds the data of the layers' chart, {@code layers}: name, op and ms (null where no row is for
   * it alone) of each of the architecture derived.
   */
  static void draw(ObjectNode node, SearchRecord run) {
    if (run.summary().isEmpty() || run.latencies().isEmpty()) {
      return;
    }
    ArrayNode layers = node.putArray("layers");
    Network network = run.summary().get().architecture();
    List<Block> blocks = network.blocks();
    List<OptionalDouble> shares = BlockLatencies.shares(network, run.latencies().get());
    for (int i = 0; i < blocks.size(); i++) {
      OptionalDouble micros = shares.get(i);
      ObjectNode one = layers.addObject();
      one.put("name", blocks.get(i).name()).put("op", blocks.get(i).op().code());
      ChartFigures.put(
          one,
          "ms",
          micros.isPresent() ? Optional.of(micros.getAsDouble() / 1000) : Optional.empty());
    }
  }
}
