package org.fbnetspark.report;

import static j2html.TagCreator.code;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fbnetspark.search.RunCommands;
import org.fbnetspark.search.RunRecord;

/**
 * One run as a page of HTML, the answer first. It is one file that asks for nothing else, reads on
 * a phone, on paper and in the dark, and has a table for each chart. What files say is escaped and
 * cut to what a page can hold.
 */
public final class SearchPage {

  private static final int LONGEST_CONFIG = 200_000;
  private static final int LONGEST_TITLE = 200;

  private SearchPage() {}

  /**
   * The page.
   *
   * @param data what its charts draw, of the same run
   */
  public static String html(RunRecord run, ChartData data) {
    List<Section> sections = new ArrayList<>();
    sections.add(OutcomeSection.of(run));
    run.summary()
        .ifPresent(outcome -> sections.add(ArchitectureTables.derived(outcome.architecture())));
    sections.add(EpochCharts.of(run));
    sections.add(ThetaSection.of(run));
    sections.addAll(LatencySections.of(run));
    run.summary()
        .filter(outcome -> !outcome.finalists().isEmpty())
        .ifPresent(outcome -> sections.add(ArchitectureTables.finalists(outcome)));
    if (!run.samples().isEmpty()) {
      sections.add(ArchitectureTables.samples(run));
    }
    sections.add(again(run));
    sections.add(facts(run));
    String title =
        run.summary().map(outcome -> outcome.architecture().name()).orElse("Search " + run.name());
    return new Page(Figures.cut(title, LONGEST_TITLE), OutcomeSection.lead(run), sections, data)
        .text();
  }

  private static Section again(RunRecord run) {
    return new Section(
        "again",
        "Search again",
        p("The same seed, shards, costs and data give the same bits.").withClass("note"),
        block(String.join("\n", new RunCommands(run).again())));
  }

  private static Section facts(RunRecord run) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("run directory", run.directory()));
    run.facts().forEach((name, fact) -> rows.add(List.of(name, fact)));
    run.summary()
        .ifPresent(
            outcome -> {
              rows.add(List.of("SHA-256 of theta", outcome.thetaSha256()));
              rows.add(List.of("SHA-256 of the weights", outcome.weightsSha256()));
            });
    return new Section(
        "run",
        "Run and configuration",
        new HtmlTable("The run", List.of("fact", "value"), Set.of(), rows).html(),
        Charts.folded(
            "Configuration as resolved", block(Figures.cut(run.config(), LONGEST_CONFIG))));
  }

  private static DomContent block(String text) {
    return pre(code(text)).attr("tabindex", "0");
  }
}
