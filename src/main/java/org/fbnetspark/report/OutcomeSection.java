package org.fbnetspark.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.li;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.RunRecord;

/** What came of a run, in figures, and what looked unhealthy on the way. */
final class OutcomeSection {

  private static final int MOST_WARNINGS = 20;
  private static final int LONGEST_TEXT = 600;

  private OutcomeSection() {}

  static Section of(RunView view) {
    List<DomContent> content = new ArrayList<>();
    content.add(Tile.list(tiles(view)));
    warnings(view.run()).ifPresent(content::add);
    return new Section("outcome", "Outcome", content);
  }

  private static List<Tile> tiles(RunView view) {
    RunRecord run = view.run();
    List<Tile> tiles = new ArrayList<>(view.tiles());
    view.network()
        .ifPresent(
            network -> {
              tiles.add(new Tile("MACs", Figures.count(network.macs()), "an example"));
              tiles.add(new Tile("parameters", Figures.count(network.parameters()), "weights"));
            });
    tiles.add(
        new Tile(
            "epochs",
            run.epochsDone() + " of " + run.schedule().epochs(),
            run.schedule().phases().stream()
                .filter(phase -> phase.firstEpoch() > 0)
                .map(phase -> phase.name() + " from epoch " + (phase.firstEpoch() + 1) + " on")
                .collect(Collectors.joining(", "))));
    run.last(Epoch.IMAGES_PER_SECOND)
        .ifPresent(figure -> tiles.add(new Tile("throughput", figure.text(), "in the last epoch")));
    return tiles;
  }

  /** Of the last epoch first, for they still hold. */
  private static Optional<DomContent> warnings(RunRecord run) {
    Set<String> told = new LinkedHashSet<>();
    List<Epoch> epochs = run.epochs();
    for (int i = epochs.size() - 1; i >= 0; i--) {
      int epoch = epochs.get(i).number() + 1;
      epochs.get(i).warnings().stream()
          .map(warning -> Figures.cut("epoch " + epoch + ": " + warning, LONGEST_TEXT))
          .forEach(told::add);
    }
    if (told.isEmpty()) {
      return Optional.empty();
    }
    String more =
        told.size() > MOST_WARNINGS
            ? " (the last " + MOST_WARNINGS + " of " + told.size() + ")"
            : "";
    return Optional.of(
        div(
                h3("Warnings" + more),
                ul(each(told.stream().limit(MOST_WARNINGS).toList(), t -> li(t))))
            .withClass("warnings"));
  }
}
