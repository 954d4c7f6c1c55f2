package org.fbnetspark.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.search.Limit;
import org.fbnetspark.search.SearchRecord;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.Target;
import org.fbnetspark.search.pareto.ParetoPoint;

/** A search as it is shown: its outcome, theta, latencies and finalists. */
public final class SearchView extends RunView {

  private static final int LONGEST_TEXT = 600;

  /** Of images that the weights are not trained on, and of each goal its own. */
  private static final String LOSS = "theta/loss";

  private final SearchRecord search;
  private final Optional<SearchSummary> summary;
  private final CostKind kind;

  public SearchView(SearchRecord search) {
    super(search.run());
    this.search = search;
    this.summary = search.summary();
    this.kind = search.costs().kind();
  }

  @Override
  public Optional<Network> network() {
    return summary.map(SearchSummary::architecture);
  }

  /**
   * The network that came out of the search, beside those of others; empty before there is one.
   *
   * @param run where the search lies, below what holds all of them
   */
  public Optional<ParetoPoint> point(String name, String run) {
    return summary.map(
        outcome ->
            new ParetoPoint(
                name,
                outcome.costKind(),
                outcome.costKind() == CostKind.LATENCY ? outcome.latencyDevice() : "",
                outcome.predictedCost(),
                outcome
                    .measuredLatencyMillis()
                    .filter(millis -> outcome.costKind() == CostKind.LATENCY)
                    .map(millis -> 1000 * millis),
                outcome.heldOutAccuracy(),
                run().last(LOSS).map(Figure::value),
                outcome.architecture(),
                run));
  }

  /** Whether it has ended and its architecture misses the target. */
  public boolean missed() {
    return summary.filter(SearchSummary::missed).isPresent();
  }

  @Override
  String title() {
    return summary
        .map(outcome -> outcome.architecture().name())
        .orElse("Search " + run().path().name());
  }

  @Override
  String lead() {
    if (summary.isEmpty()) {
      return "Not finished: "
          + run().epochsDone()
          + " of "
          + run().schedule().epochs()
          + " epochs are done, and no architecture is derived yet.";
    }
    SearchSummary outcome = summary.get();
    String predicted =
        "Predicted "
            + Figures.millis(outcome.predictedLatencyMillis())
            + " on "
            + Figures.cut(outcome.latencyDevice(), LONGEST_TEXT);
    String measured =
        outcome
            .measuredLatencyMillis()
            .map(millis -> ", measured " + Figures.millis(millis))
            .orElse(", not measured: " + Figures.cut(outcome.notMeasured(), LONGEST_TEXT));
    String target =
        outcome
            .target()
            .map(
                wanted ->
                    "; the target is "
                        + outcome.costKind().text(wanted.cost())
                        + ", the prediction "
                        + Figures.beside(outcome.predictedCost(), wanted.cost())
                        + " from it")
            .orElse("");
    String missed =
        OutcomeSentences.missed(outcome).map(said -> Figures.sentence(said) + " ").orElse("");
    String unlikely =
        OutcomeSentences.unlikely(outcome).map(said -> " " + Figures.sentence(said)).orElse("");
    return missed + predicted + measured + target + "." + unlikely;
  }

  @Override
  List<String> warnings() {
    return summary.stream()
        .flatMap(
            outcome ->
                Stream.of(OutcomeSentences.missed(outcome), OutcomeSentences.unlikely(outcome)))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    Optional<Target> target = search.settings().target();
    target.ifPresent(
        wanted ->
            tiles.add(
                new Tile(
                    "target",
                    kind.text(wanted.cost()),
                    wanted.bound() == Target.Bound.AT
                        ? "within " + Figures.percent(wanted.tolerance())
                        : "at most")));
    for (Limit limit : search.settings().limits()) {
      tiles.add(
          new Tile(
              limit.kind().key() + " at most",
              limit.kind().text(limit.most()),
              summary
                  .flatMap(outcome -> outcome.predicted(limit.kind()))
                  .map(cost -> Figures.beside(cost, limit.most()) + " from it")
                  .orElse("a limit beside the target")));
    }
    summary.ifPresent(outcome -> tiles.addAll(figures(outcome, target)));
    expected()
        .ifPresent(
            mean ->
                tiles.add(
                    new Tile(
                        "expected " + (kind == CostKind.LATENCY ? kind.key() : kind.unit()),
                        mean.text(),
                        target
                            .map(t -> Figures.beside(mean.value(), t.cost()) + ", mean of theta")
                            .orElse("mean of what theta draws"))));
    return tiles;
  }

  private Optional<Figure> expected() {
    return run().last(kind.key() + "/expected");
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

  @Override
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(ThetaSection.of(run().epochs()));
    sections.addAll(LatencySections.of(search));
    summary.ifPresent(outcome -> sections.addAll(FinalistSections.of(outcome)));
    if (!search.samples().isEmpty()) {
      sections.add(ArchitectureTables.samples(search));
    }
    return sections;
  }

  @Override
  void draw(ObjectNode node) {
    LatencySections.draw(node, search);
    ThetaSection.draw(node, run().epochs(), summary.map(SearchSummary::picks).orElse(List.of()));
  }

  @Override
  Map<String, String> compared() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("target", known(search.settings().target().map(this::target)));
    columns.put("expected", known(expected().map(Figure::text)));
    columns.put("predicted", known(summary.map(SearchView::predicted)));
    columns.put(
        "measured",
        known(summary.flatMap(SearchSummary::measuredLatencyMillis).map(Figures::millis)));
    columns.put("supernet loss", known(run().last(LOSS).map(Figure::text)));
    columns.put("supernet accuracy", known(run().last("theta/accuracy").map(Figure::text)));
    return columns;
  }

  private static String known(Optional<String> text) {
    return text.orElse(Figures.UNKNOWN);
  }

  private String target(Target target) {
    return target.text(kind)
        + (summary.filter(SearchSummary::missed).isPresent() ? ", missed" : "");
  }

  /** Where something else than latency was kept low, both. */
  private static String predicted(SearchSummary outcome) {
    String millis = Figures.millis(outcome.predictedLatencyMillis());
    return outcome.costKind() == CostKind.LATENCY
        ? millis
        : outcome.costKind().text(outcome.predictedCost()) + ", " + millis;
  }

  @Override
  String comparedNote() {
    return "Loss and accuracy are the supernet's, of the last epoch's weight split under sampled"
        + " gates; they are not those of any architecture.";
  }

  /**
   * The resolved configuration and, where the run measured its own latencies, those. A line for
   * each command; data outside of the run must still be there.
   */
  @Override
  List<String> again() {
    List<String> lines = new ArrayList<>();
    if (run().path().remote()) {
      lines.add(RunCommands.fetch(run().path(), "config.conf"));
    }
    boolean ownTimes =
        search.settings().needsLatencies(kind)
            && search.costs().latencyTable().isEmpty()
            && search.latencies().isPresent();
    String table = "cost.latency-table=" + run().path().file("latency-table.json");
    lines.add(
        "./submit/search --config "
            + RunCommands.file(run().path(), "config.conf")
            + (ownTimes ? " --set " + RunCommands.quoted(table) : "")
            + " --run-dir runs/again");
    return lines;
  }

  /** How theta was trained, which loss curves and accuracies cannot be read without. */
  @Override
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("search.gate-rule", search.settings().gates().key());
    settings.put(
        "search.gates", search.settings().gates().perExample() ? "per-example" : "per-batch");
    settings.put("search.alternation", search.settings().alternation().key());
    settings.put("search.theta.rule", search.settings().theta().rule().key());
    settings.put("search.widths.warm-up", search.settings().widths().warmUp().key());
    settings.put("search.widths.sampling", search.settings().widths().sampling().key());
    return settings;
  }

  @Override
  Map<String, String> hashes() {
    Map<String, String> hashes = new LinkedHashMap<>();
    summary.ifPresent(
        outcome -> {
          hashes.put("SHA-256 of theta", outcome.thetaSha256());
          hashes.put("SHA-256 of the weights", outcome.weightsSha256());
        });
    return hashes;
  }
}
