package org.fbnetspark.report;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.run.RunRecord;

/**
 * One run as a page of HTML, the answer first. It is one file that asks for nothing else, reads on
 * a phone, on paper and in the dark, and has a table for each chart. What files say is escaped and
 * cut to what a page can hold.
 */
public final class RunPage {

  private static final int LONGEST_TITLE = 200;

  private RunPage() {}

  /** The page. */
  public static String html(RunView view) {
    RunRecord run = view.run();
    List<Section> sections = new ArrayList<>();
    sections.add(OutcomeSection.of(view));
    view.network().map(ArchitectureTables::whole).ifPresent(sections::add);
    sections.add(EpochSection.of(run));
    sections.addAll(view.sections());
    sections.add(RunSections.again(view.again()));
    sections.add(RunSections.facts(view));
    return new Page(
            Figures.cut(view.title(), LONGEST_TITLE), view.lead(), sections, ChartsJson.of(view))
        .text();
  }
}
