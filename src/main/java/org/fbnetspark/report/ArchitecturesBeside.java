package org.fbnetspark.report;

import static j2html.TagCreator.figure;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;

/** Several architectures below each other as drawings, and side by side as a table. */
final class ArchitecturesBeside {

  /** More would not be looked through, nor fit beside each other. */
  private static final int MOST = 24;

  private ArchitecturesBeside() {}

  /**
   * Their section; of very many the first ones, as it says.
   *
   * @param allTitles of the networks
   * @param all as many; empty where there is none yet
   */
  static Section section(List<String> allTitles, List<Optional<Network>> all) {
    List<String> titles = allTitles.subList(0, Math.min(MOST, allTitles.size()));
    List<Optional<Network>> networks = all.subList(0, titles.size());
    List<DomContent> content = new ArrayList<>();
    if (all.size() > MOST) {
      String told =
          "The first " + MOST + " of " + all.size() + "; the page of each run has its own.";
      content.add(p(told).withClass("note"));
    }
    content.add(figure(ArchitectureFigure.key()));
    for (int i = 0; i < titles.size(); i++) {
      content.add(h3(titles.get(i)));
      content.add(
          networks
              .get(i)
              .map(ArchitectureFigure::drawing)
              .orElse(p("No architecture is derived yet.")));
    }
    content.add(table(titles, networks));
    return new Section("architectures", "Architectures", content);
  }

  /** The ops of all by the names of the layers; a layer in which they differ is marked. */
  private static DomContent table(List<String> titles, List<Optional<Network>> networks) {
    Map<String, List<String>> layers = new LinkedHashMap<>();
    for (int i = 0; i < networks.size(); i++) {
      if (networks.get(i).isPresent()) {
        for (Block layer : networks.get(i).get().blocks()) {
          layers
              .computeIfAbsent(
                  layer.name(), name -> new ArrayList<>(Collections.nCopies(networks.size(), "")))
              .set(i, layer.op().code());
        }
      }
    }
    List<String> header = new ArrayList<>(List.of("layer"));
    header.addAll(titles);
    header.add("alike");
    List<List<String>> rows = new ArrayList<>();
    layers.forEach(
        (name, ops) -> {
          List<String> row = new ArrayList<>(List.of(name));
          ops.forEach(op -> row.add(op.isEmpty() ? Figures.UNKNOWN : op));
          row.add(alike(ops.stream().filter(op -> !op.isEmpty()).toList()));
          rows.add(row);
        });
    return new HtmlTable("Ops of every layer", header, Set.of(), rows).html();
  }

  private static String alike(List<String> ops) {
    if (ops.size() < 2) {
      return "in one run";
    }
    return ops.stream().distinct().count() > 1 ? "differ" : "yes";
  }
}
