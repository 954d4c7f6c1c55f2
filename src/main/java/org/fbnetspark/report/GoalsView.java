package org.fbnetspark.report;

import static j2html.TagCreator.p;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.search.GoalsRecord;
import org.fbnetspark.search.SearchRecord;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.pareto.ParetoFront;

/**
 * A search for several goals as it is shown: its goals side by side. Each has a page of its own.
 */
public final class GoalsView extends RunView {

  private static final String FOLDER = "goals/";

  private final List<SearchView> goals;
  private final List<SearchRecord> records;

  public GoalsView(GoalsRecord search) {
    super(search.run());
    this.records = search.goals();
    this.goals = records.stream().map(SearchView::new).toList();
  }

  /** The goals, each as a search of its own. */
  public List<SearchView> goals() {
    return goals;
  }

  @Override
  public Optional<Network> network() {
    return Optional.empty();
  }

  @Override
  String title() {
    return "Search " + run().path().name() + " for " + goals.size() + " goals";
  }

  @Override
  String lead() {
    long derived = summaries().size();
    return derived == 0
        ? "Not finished: "
            + run().epochsDone()
            + " of "
            + run().schedule().epochs()
            + " epochs are done, and no architecture is derived yet."
        : "One supernet, trained for all goals. "
            + derived
            + " of "
            + goals.size()
            + " goals have an architecture.";
  }

  @Override
  List<String> warnings() {
    return goals.stream()
        .flatMap(
            goal -> goal.warnings().stream().map(said -> goal.run().path().name() + ": " + said))
        .toList();
  }

  @Override
  List<Tile> tiles() {
    List<SearchSummary> derived = summaries();
    List<Tile> tiles = new ArrayList<>();
    tiles.add(new Tile("goals", String.valueOf(goals.size()), "of one set of weights"));
    long wanted = derived.stream().filter(one -> one.target().isPresent()).count();
    long missed = derived.stream().filter(SearchSummary::missed).count();
    if (wanted > 0) {
      tiles.add(new Tile("targets met", (wanted - missed) + " of " + wanted, "by what decides"));
    }
    return tiles;
  }

  private List<SearchSummary> summaries() {
    return records.stream().flatMap(one -> one.summary().stream()).toList();
  }

  @Override
  List<Section> sections() {
    List<String> header = new ArrayList<>(List.of("goal", "network", "MACs", "parameters"));
    header.addAll(goals.get(0).compared().keySet());
    header.add("held out");
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < goals.size(); i++) {
      rows.add(row(goals.get(i), records.get(i)));
    }
    Section table =
        new Section(
            "goals",
            "Goals",
            p("Each goal has a theta of its own, and the weights in common with all others. Its"
                    + " folder goals/NAME holds what a search for it alone writes, a page among"
                    + " that. Held out is the accuracy of the architecture once retrained, on"
                    + " training examples kept from it.")
                .withClass("note"),
            new HtmlTable(
                    "The goals",
                    header,
                    IntStream.range(2, header.size()).boxed().collect(Collectors.toSet()),
                    rows)
                .html());
    List<Section> sections = new ArrayList<>(ParetoSections.of(fronts()));
    sections.add(table);
    sections.add(
        ArchitecturesBeside.section(
            goals.stream().map(goal -> goal.run().path().name()).toList(),
            goals.stream().map(SearchView::network).toList()));
    return sections;
  }

  private static List<String> row(SearchView goal, SearchRecord record) {
    Optional<Network> network = goal.network();
    List<String> row = new ArrayList<>(List.of(goal.run().path().name()));
    row.add(network.map(Network::name).orElse("not finished"));
    row.add(network.map(one -> Figures.count(one.macs())).orElse(Figures.UNKNOWN));
    row.add(network.map(one -> Figures.count(one.parameters())).orElse(Figures.UNKNOWN));
    row.addAll(goal.compared().values());
    row.add(
        record
            .summary()
            .flatMap(SearchSummary::heldOutAccuracy)
            .map(Figures::accuracy)
            .orElse(Figures.UNKNOWN));
    return row;
  }

  private static String name(SearchView goal) {
    return goal.run().path().name();
  }

  /** Networks of the goals between cost and quality; none before one was derived. */
  public List<ParetoFront> fronts() {
    return ParetoFront.of(
        goals.stream()
            .flatMap(goal -> goal.point(name(goal), FOLDER + name(goal)).stream())
            .toList());
  }

  @Override
  void draw(ObjectNode node) {
    ParetoSections.draw(node, fronts());
  }

  @Override
  Map<String, String> compared() {
    return Map.of();
  }

  @Override
  String comparedNote() {
    return goals.get(0).comparedNote();
  }

  @Override
  List<String> again() {
    List<String> lines = new ArrayList<>();
    if (run().path().remote()) {
      lines.add(RunCommands.fetch(run().path(), "config.conf"));
    }
    lines.add(
        "./submit/search --config "
            + RunCommands.file(run().path(), "config.conf")
            + " --run-dir runs/again");
    return lines;
  }

  @Override
  Map<String, String> settings() {
    return goals.get(0).settings();
  }

  @Override
  Map<String, String> hashes() {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (int i = 0; i < goals.size(); i++) {
      String name = goals.get(i).run().path().name();
      records
          .get(i)
          .summary()
          .ifPresent(outcome -> hashes.put("SHA-256 of theta, " + name, outcome.thetaSha256()));
    }
    summaries().stream()
        .findFirst()
        .ifPresent(outcome -> hashes.put("SHA-256 of the weights", outcome.weightsSha256()));
    return hashes;
  }
}
