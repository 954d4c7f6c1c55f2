package org.fbnetspark.report;

import static j2html.TagCreator.p;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.UnfitLatenciesException;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.space.Genotype;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.search.SearchRecord;
import org.fbnetspark.search.SearchSummary;

/** Architectures as tables: one in full, and many in a line each. */
final class ArchitectureTables {

  private static final String ID = "architecture";

  private ArchitectureTables() {}

  /** One architecture, drawn and in figures. */
  static Section whole(Network architecture) {
    List<DomContent> parts = new ArrayList<>();
    Genotype.of(architecture).ifPresent(cells -> parts.add(CellFigure.of(ID, cells)));
    parts.add(ArchitectureFigure.of(architecture));
    parts.add(Charts.folded("Every layer as a table", layers(architecture)));
    return new Section(ID, "Architecture", parts.toArray(DomContent[]::new));
  }

  private static DomContent layers(Network architecture) {
    List<List<String>> rows = new ArrayList<>();
    for (Block layer : architecture.blocks()) {
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

  /** Further ones, drawn from theta. */
  static Section samples(SearchRecord run) {
    List<List<String>> rows = new ArrayList<>();
    for (Network sample : run.samples()) {
      rows.add(
          List.of(
              sample.name(),
              sample.blocks().stream()
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

  /** Empty where the table, which may be for one network alone, does not fit. */
  private static Optional<String> millis(Network network, LatencyTable table) {
    try {
      return Optional.of(Figures.millis(CostTable.latency(Space.of(network), table).of() / 1000));
    } catch (UnfitLatenciesException ofAnotherNetwork) {
      return Optional.empty();
    }
  }
}
