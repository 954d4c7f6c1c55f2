package org.fbnetspark.report;

import static j2html.TagCreator.code;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the pages of all runs end with: how to repeat the run, and what it ran on. */
final class RunSections {

  private static final int LONGEST_CONFIG = 200_000;

  private RunSections() {}

  /**
   * The commands that give the same bits.
   *
   * @param same what must be the same for that
   */
  static Section again(String heading, String same, List<String> commands) {
    return new Section(
        "again",
        heading,
        p("The same " + same + " give the same bits.").withClass("note"),
        block(String.join("\n", commands)));
  }

  /**
   * Facts and configuration.
   *
   * @param facts of the manifest
   * @param hashes of the outcome, by name
   */
  static Section facts(
      String directory, Map<String, String> facts, Map<String, String> hashes, String config) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("run directory", directory));
    facts.forEach((name, fact) -> rows.add(List.of(name, fact)));
    hashes.forEach((name, hash) -> rows.add(List.of(name, hash)));
    return new Section(
        "run",
        "Run and configuration",
        new HtmlTable("The run", List.of("fact", "value"), Set.of(), rows).html(),
        Charts.folded("Configuration as resolved", block(Figures.cut(config, LONGEST_CONFIG))));
  }

  private static DomContent block(String text) {
    return pre(code(text)).attr("tabindex", "0");
  }
}
