package org.fbnetspark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fbnetspark.report.Markup.found;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.fbnetspark.domain.space.Genotype;
import org.fbnetspark.testing.SmallCells;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class CellFigureTest {

  private static final Genotype CELLS = SmallCells.GENOTYPE;

  private static String figure(String id) {
    return CellFigure.of(id, CELLS).render();
  }

  private static List<Element> elements(String name)
      throws IOException, ParserConfigurationException, SAXException {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(figure("cells"))));
    return elements(document.getDocumentElement(), name);
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  @Test
  void bothCellsTellInWordsWhatTheyDraw() throws Exception {
    assertThat(elements("svg"))
        .extracting(svg -> svg.getAttribute("aria-label"))
        .containsExactly(
            "Normal cell: c_{k-2} by sep_conv_3x3 to 0, c_{k-1} by dil_conv_5x5 to 0,"
                + " c_{k-2} by skip_connect to 1, 0 by avg_pool_3x3 to 1",
            "Reduction cell: c_{k-2} by max_pool_3x3 to 0, c_{k-1} by skip_connect to 0,"
                + " 0 by sep_conv_5x5 to 1, c_{k-2} by dil_conv_3x3 to 1");
    assertThat(elements("svg"))
        .extracting(svg -> svg.getAttribute("role"))
        .containsExactly("img", "img");
  }

  /** Two edges enter each of two nodes, both of which enter the output. */
  @Test
  void aCurveWithAHeadStandsForEachEdgeAndEachWayIntoTheOutput() throws Exception {
    for (Element svg : elements("svg")) {
      List<Element> heads = elements(svg, "marker");
      assertThat(heads).hasSize(1);
      assertThat(elements(svg, "path"))
          .hasSize(2 * 2 + 2)
          .extracting(path -> path.getAttribute("marker-end"))
          .containsOnly("url(#" + heads.get(0).getAttribute("id") + ")");
      assertThat(elements(svg, "rect")).hasSize(2 + 2 + 1);
    }
  }

  /** The places, and each op with the place that its edge leaves. */
  @Test
  void placesAndOpsAreNamed() throws Exception {
    assertThat(elements(elements("svg").get(0), "text"))
        .extracting(Element::getTextContent)
        .containsExactlyInAnyOrder(
            "c_{k-2}",
            "c_{k-1}",
            "0",
            "1",
            "c_{k}",
            "sep_conv_3x3 (c_{k-2})",
            "dil_conv_5x5 (c_{k-1})",
            "skip_connect (c_{k-2})",
            "avg_pool_3x3 (0)");
  }

  @Test
  void everythingIsEscaped() throws Exception {
    assertThat(elements("p"))
        .filteredOn(part -> part.getAttribute("class").equals("note"))
        .extracting(Element::getTextContent)
        .containsExactly(CELLS.text());
    assertThat(figure("cells")).doesNotContain("'");
    assertThat(figure(Markup.HOSTILE)).doesNotContain("<img", "</script>", "<!--");
  }

  @Test
  void idsAreThePagesOwnHoweverManyFiguresItHas() {
    List<String> ids = found("(?<= id=\")[^\"]*", figure("first") + figure("second"));
    assertThat(ids)
        .containsExactly(
            "first-normal-arrowhead",
            "first-reduction-arrowhead",
            "second-normal-arrowhead",
            "second-reduction-arrowhead");
  }
}
