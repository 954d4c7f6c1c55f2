package org.fbnetspark.report;

import static j2html.TagCreator.code;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fbnetspark.domain.run.RunRecord;

/** What the pages of all runs end with: how to repeat the run, and what it ran on. */
final class RunSections {

  private static final int LONGEST_CONFIG = 200_000;

  private RunSections() {}

  /** The commands that give the same bits. */
  static Section again(List<String> commands) {
    return new Section(
        "again",
        "Run again",
        p("The same settings, seed, shards and data give the same bits.").withClass("note"),
        block(String.join("\n", commands)));
  }

  /** Facts and configuration. */
  static Section facts(RunView view) {
    RunRecord run = view.run();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("run directory", run.path().directory()));
    run.facts().forEach((name, fact) -> rows.add(List.of(name, fact)));
    view.settings().forEach((key, value) -> rows.add(List.of(key, value)));
    view.hashes().forEach((name, hash) -> rows.add(List.of(name, hash)));
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
