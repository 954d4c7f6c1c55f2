package org.fbnetspark.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.RunRecord;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.Target;

/** What came of a search, in figures, and what looked unhealthy on the way. */
final class OutcomeSection {

  private static final int MOST_WARNINGS = 20;
  private static final int LONGEST_TEXT = 600;

  private OutcomeSection() {}

  static Section of(RunRecord run) {
    List<DomContent> content = new ArrayList<>();
    content.add(Tile.list(tiles(run)));
    run.summary()
        .filter(summary -> !summary.notMeasured().isEmpty())
        .ifPresent(
            summary ->
                content.add(
                    p("Not measured as a whole: "
                            + Figures.cut(summary.notMeasured(), LONGEST_TEXT)
                            + ".")
                        .withClass("note")));
    warnings(run).ifPresent(content::add);
    return new Section("outcome", "Outcome", content);
  }

  /** The outcome in a sentence. */
  static String lead(RunRecord run) {
    if (run.summary().isEmpty()) {
      return "Not finished: "
          + run.epochsDone()
          + " of "
          + run.settings().epochs()
          + " epochs are done, and no architecture is derived yet.";
    }
    SearchSummary summary = run.summary().get();
    String predicted =
        "Predicted "
            + Figures.millis(summary.predictedLatencyMillis())
            + " on "
            + Figures.cut(summary.latencyDevice(), LONGEST_TEXT);
    String measured =
        summary
            .measuredLatencyMillis()
            .map(millis -> ", measured " + Figures.millis(millis))
            .orElse(", not measured");
    String target =
        summary
            .target()
            .map(
                wanted ->
                    "; the target is "
                        + summary.costKind().text(wanted.cost())
                        + ", the prediction "
                        + Figures.beside(summary.predictedCost(), wanted.cost())
                        + " from it")
            .orElse("");
    String missed =
        OutcomeSentences.missed(summary).map(said -> Figures.sentence(said) + " ").orElse("");
    return missed + predicted + measured + target + ".";
  }

  private static List<Tile> tiles(RunRecord run) {
    List<Tile> tiles = new ArrayList<>();
    Optional<SearchSummary> summary = run.summary();
    CostKind kind = run.costs().kind();
    Optional<Target> target = run.settings().target();
    target.ifPresent(
        wanted ->
            tiles.add(
                new Tile(
                    "target",
                    kind.text(wanted.cost()),
                    "within " + Figures.percent(wanted.tolerance()))));
    summary.ifPresent(outcome -> tiles.addAll(figures(outcome, target)));
    run.lastEpoch()
        .ifPresent(
            last ->
                tiles.add(
                    new Tile(
                        "expected " + (kind == CostKind.LATENCY ? "latency" : kind.unit()),
                        kind.text(last.expectedCost()),
                        target
                            .map(
                                t ->
                                    Figures.beside(last.expectedCost(), t.cost())
                                        + ", mean of theta")
                            .orElse("mean of what theta draws"))));
    summary.ifPresent(
        outcome -> {
          tiles.add(new Tile("MACs", Figures.count(outcome.architecture().macs()), "an example"));
          tiles.add(
              new Tile(
                  "parameters", Figures.count(outcome.architecture().parameters()), "weights"));
        });
    tiles.add(
        new Tile(
            "epochs",
            run.epochsDone() + " of " + run.settings().epochs(),
            run.settings().warmupEpochs() + " of warm-up, theta frozen"));
    run.lastEpoch()
        .ifPresent(
            last ->
                tiles.add(
                    new Tile(
                        "images/s", Figures.count(last.imagesPerSecond()), "in the last epoch")));
    return tiles;
  }

  private static List<Tile> figures(SearchSummary outcome, Optional<Target> target) {
    boolean latency = outcome.costKind() == CostKind.LATENCY;
    List<Tile> tiles = new ArrayList<>();
    if (!latency) {
      tiles.add(
          new Tile(
              "predicted " + outcome.costKind().unit(),
              outcome.costKind().text(outcome.predictedCost()),
              target.map(t -> Figures.beside(outcome.predictedCost(), t.cost())).orElse("")));
    }
    Optional<Target> wanted = target.filter(t -> latency);
    tiles.add(
        latency("predicted latency", outcome.predictedLatencyMillis(), wanted, "by the table"));
    outcome
        .measuredLatencyMillis()
        .ifPresent(millis -> tiles.add(latency("measured latency", millis, wanted, "as a whole")));
    outcome
        .heldOutAccuracy()
        .ifPresent(
            share ->
                tiles.add(
                    new Tile(
                        "held out",
                        Figures.accuracy(share),
                        "of " + Figures.count(outcome.heldOutExamples()) + " examples")));
    outcome
        .aboveBaselines()
        .ifPresent(
            above ->
                tiles.add(
                    new Tile(
                        "above baselines",
                        Figures.points(above.difference()),
                        "95 % between "
                            + Figures.points(above.low())
                            + " and "
                            + Figures.points(above.high()))));
    return tiles;
  }

  private static Tile latency(String name, double millis, Optional<Target> target, String how) {
    return new Tile(
        name,
        Figures.millis(millis),
        target
            .map(wanted -> Figures.beside(1000 * millis, wanted.cost()) + " from the target")
            .orElse(how));
  }

  /** Of the last epoch first, for they still hold. */
  private static Optional<DomContent> warnings(RunRecord run) {
    Set<String> told = new LinkedHashSet<>();
    List<EpochReport> epochs = run.epochs();
    for (int i = epochs.size() - 1; i >= 0; i--) {
      int epoch = epochs.get(i).epoch() + 1;
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
