package org.fbnetspark.report;

import static j2html.TagCreator.p;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.MissingLatencyException;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.search.RunRecord;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.SearchSummary.Finalist;

/** Architectures as tables: one in full, and many in a line each. */
final class ArchitectureTables {

  private ArchitectureTables() {}

  /** One architecture, drawn and in figures. */
  static Section whole(Architecture architecture) {
    return new Section(
        "architecture",
        "Architecture",
        ArchitectureFigure.of(architecture),
        Charts.folded("Every layer as a table", layers(architecture)));
  }

  private static DomContent layers(Architecture architecture) {
    List<List<String>> rows = new ArrayList<>();
    for (Architecture.Layer layer : architecture.layers()) {
      rows.add(
          List.of(
              layer.name(),
              layer.op().code(),
              layer.placement().input().toString(),
              layer.op().output(layer.placement()).toString(),
              String.valueOf(layer.placement().stride()),
              Figures.count(layer.macs()),
              Figures.count(layer.parameters())));
    }
    return new HtmlTable(
            "Layers of " + architecture.name(),
            List.of("layer", "op", "input", "output", "stride", "MACs", "parameters"),
            Set.of(4, 5, 6),
            rows)
        .html();
  }

  /** What the architecture was chosen from. */
  static Section finalists(SearchSummary outcome) {
    List<List<String>> rows = new ArrayList<>();
    CostKind kind = outcome.costKind();
    for (int i = 0; i < outcome.finalists().size(); i++) {
      Finalist one = outcome.finalists().get(i);
      rows.add(
          List.of(
              (i + 1) + (one.picks().equals(outcome.picks()) ? ", derived" : ""),
              String.join(" ", one.picks()),
              String.format(Locale.ROOT, "%.3g", Math.exp(one.logProbability())),
              kind.text(one.cost()),
              one.measuredMillis().map(Figures::millis).orElse(Figures.UNKNOWN),
              one.heldOutAccuracy().map(Figures::percent).orElse(Figures.UNKNOWN)));
    }
    return new Section(
        "finalists",
        "Finalists",
        p("The most probable architectures, or some that theta draws,"
                + (outcome.target().isPresent() ? " within the tolerance of the target" : "")
                + ". Held out is the accuracy of those that were retrained, on training examples"
                + " kept from them; without it, accuracies of single architectures are not known.")
            .withClass("note"),
        new HtmlTable(
                "Finalists",
                List.of(
                    "number",
                    "ops of the open choices",
                    "probability",
                    "predicted",
                    "measured",
                    "held out"),
                Set.of(2, 3, 4, 5),
                rows)
            .html());
  }

  /** Further ones, drawn from theta. */
  static Section samples(RunRecord run) {
    List<List<String>> rows = new ArrayList<>();
    for (Architecture sample : run.samples()) {
      rows.add(
          List.of(
              sample.name(),
              sample.layers().stream()
                  .filter(layer -> layer.op().block())
                  .map(layer -> layer.op().code())
                  .collect(Collectors.joining(" ")),
              Figures.count(sample.macs()),
              Figures.count(sample.parameters()),
              run.latencies().flatMap(table -> millis(sample, table)).orElse(Figures.UNKNOWN)));
    }
    return new Section(
        "samples",
        "Samples",
        p("Architectures drawn from theta: how far it is from decided.").withClass("note"),
        new HtmlTable(
                "Samples, of " + run.summary().map(SearchSummary::samples).orElse(rows.size()),
                List.of("name", "ops of the blocks", "MACs", "parameters", "predicted"),
                Set.of(2, 3, 4),
                rows)
            .html());
  }

  /** Empty where the table, which may be for one network alone, lacks a row. */
  private static Optional<String> millis(Architecture network, LatencyTable table) {
    try {
      return Optional.of(Figures.millis(CostTable.latency(network.asSpace(), table).of() / 1000));
    } catch (MissingLatencyException ofAnotherNetwork) {
      return Optional.empty();
    }
  }
}
