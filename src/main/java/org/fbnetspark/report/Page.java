package org.fbnetspark.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.noscript;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.script;
import static j2html.TagCreator.section;
import static j2html.TagCreator.style;
import static j2html.TagCreator.title;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import j2html.tags.specialized.HeadTag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * A page in one file: styles, programs and data are in it, and its policy forbids the browser every
 * request and every program but the two that are meant, which it names by their SHA-256.
 *
 * @param heading of the page and its window
 * @param lead what a reader wants to know first, in a sentence
 * @param sections from top to bottom
 * @param data what the charts draw
 */
record Page(String heading, String lead, List<Section> sections, ChartData data) {

  private static final String CHART_LIBRARY = resource("/charts/echarts.min.js");
  private static final String STYLES = resource("page.css");
  private static final String PROGRAM = resource("page.js");

  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src "
          + source(CHART_LIBRARY)
          + " "
          + source(PROGRAM);

  Page {
    sections = List.copyOf(sections);
  }

  /** The file. */
  String text() {
    return "<!DOCTYPE html>\n"
        + html(
                headers(),
                body(
                    a("Skip to the outcome").withHref("#main").withClass("skip-link"),
                    header(h1(heading), p(lead).withClass("lead"), contents()),
                    main(each(
                            sections,
                            part ->
                                section(h2(part.heading()).withId(part.id() + "-heading"))
                                    .with(part.content())
                                    .withId(part.id())
                                    .attr("aria-labelledby", part.id() + "-heading")))
                        .withId("main")
                        .attr("tabindex", "-1"),
                    noscript(p("The charts need JavaScript; their figures are in the tables.")),
                    footer(p("Written by fbnet-spark. Charts by Apache ECharts (Apache-2.0).")),
                    script()
                        .withType("application/json")
                        .withId("chart-data")
                        .with(rawHtml(data.json())),
                    script().with(rawHtml(CHART_LIBRARY)),
                    script().with(rawHtml(PROGRAM))))
            .withLang("en")
            .render()
        + "\n";
  }

  private HeadTag headers() {
    return head(
        meta().withCharset("utf-8"),
        meta().attr("http-equiv", "Content-Security-Policy").withContent(POLICY),
        meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
        meta().withName("color-scheme").withContent("light dark"),
        title(heading),
        style().with(rawHtml(STYLES)));
  }

  private DomContent contents() {
    return nav(ul(each(sections, part -> li(a(part.heading()).withHref("#" + part.id())))))
        .attr("aria-label", "Contents");
  }

  private static String source(String program) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(program.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The class path lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
