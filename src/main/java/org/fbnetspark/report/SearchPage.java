package org.fbnetspark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fbnetspark.search.RunCommands;
import org.fbnetspark.search.RunRecord;
import org.fbnetspark.search.SearchSummary;

/**
 * One run as a page of HTML, the answer first. It is one file that asks for nothing else, reads on
 * a phone, on paper and in the dark, and has a table for each chart. What files say is escaped and
 * cut to what a page can hold.
 */
public final class SearchPage {

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
        .ifPresent(outcome -> sections.add(ArchitectureTables.whole(outcome.architecture())));
    sections.add(EpochCharts.of(run));
    sections.add(ThetaSection.of(run));
    sections.addAll(LatencySections.of(run));
    run.summary().ifPresent(outcome -> sections.addAll(FinalistSections.of(outcome)));
    if (!run.samples().isEmpty()) {
      sections.add(ArchitectureTables.samples(run));
    }
    sections.add(
        RunSections.again(
            "Search again", "seed, shards, costs and data", new RunCommands(run).again()));
    sections.add(
        RunSections.facts(
            run.directory(),
            run.facts(),
            run.summary().map(SearchPage::hashes).orElse(Map.of()),
            run.config()));
    String title =
        run.summary().map(outcome -> outcome.architecture().name()).orElse("Search " + run.name());
    return new Page(Figures.cut(title, LONGEST_TITLE), OutcomeSection.lead(run), sections, data)
        .text();
  }

  private static Map<String, String> hashes(SearchSummary outcome) {
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put("SHA-256 of theta", outcome.thetaSha256());
    hashes.put("SHA-256 of the weights", outcome.weightsSha256());
    return hashes;
  }
}
