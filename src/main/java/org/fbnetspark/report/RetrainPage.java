package org.fbnetspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fbnetspark.retrain.RetrainRecord;

/** One retraining as a page of HTML, made of the same parts as {@link SearchPage}. */
public final class RetrainPage {

  private static final int LONGEST_NAME = 200;

  private RetrainPage() {}

  /**
   * The page.
   *
   * @param data what its charts draw, of the same run
   */
  public static String html(RetrainRecord run, ChartData data) {
    List<Section> sections = new ArrayList<>();
    sections.add(RetrainOutcome.of(run));
    sections.add(ArchitectureTables.whole(run.network()));
    sections.add(RetrainCharts.of(run));
    run.test().ifPresent(test -> sections.add(ClassSection.of(test)));
    sections.add(recipe(run));
    sections.add(
        RunSections.again("Train again", "network, recipe, seed, shards and data", run.again()));
    sections.add(RunSections.facts(run.path().directory(), run.facts(), Map.of(), run.config()));
    String name = Figures.cut(run.network().name(), LONGEST_NAME);
    return new Page(
            run.finished() ? name + ", trained" : "Training of " + name,
            RetrainOutcome.lead(run),
            sections,
            data)
        .text();
  }

  private static Section recipe(RetrainRecord run) {
    List<List<String>> rows = new ArrayList<>();
    run.recipe().facts().forEach((name, fact) -> rows.add(List.of(name, fact)));
    return new Section(
        "recipe",
        "Recipe",
        new HtmlTable(
                "The recipe " + run.recipe().name(), List.of("setting", "value"), Set.of(), rows)
            .html());
  }
}
