package org.fbnetspark.report;

import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.li;
import static j2html.TagCreator.ol;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fbnetspark.domain.network.Architecture;

/**
 * An architecture as a row of boxes, as in Figure 4 of Wu et al., FBNet (arXiv 1812.03443): the
 * colour of a box is its kernel, its height the expansion, hatching means groups and a flat line is
 * a skip. Op and output shape stand in words with each box, so that nothing is told by colour
 * alone.
 */
final class ArchitectureFigure {

  private static final int MOST_LAYERS = 400;
  private static final int LONGEST_NAME = 60;

  private ArchitectureFigure() {}

  static DomContent of(Architecture architecture) {
    return figure(key(), drawing(architecture)).withClass("tall");
  }

  /** The boxes alone. */
  static DomContent drawing(Architecture architecture) {
    Map<String, List<Architecture.Layer>> stages = new LinkedHashMap<>();
    architecture.layers().stream()
        .limit(MOST_LAYERS)
        .forEach(layer -> stages.computeIfAbsent(stage(layer), s -> new ArrayList<>()).add(layer));
    return ol(each(
            stages.entrySet().stream().map(stage -> stage(stage.getKey(), stage.getValue()))))
        .withClass("stages");
  }

  /** What the boxes mean. */
  static DomContent key() {
    return figcaption(
        p(
            "Each box is a layer, from the image to the class scores, with its output shape below"
                + " it. A dashed box is one that the space did not leave open."),
        legend());
  }

  private static DomContent stage(String name, List<Architecture.Layer> layers) {
    return li(
            span(Figures.cut(name, LONGEST_NAME)).withClass("stage-name"),
            ol(each(layers, ArchitectureFigure::layer)).withClass("blocks"))
        .withClass("stage");
  }

  private static DomContent layer(Architecture.Layer layer) {
    String shape = layer.op().output(layer.placement()).toString();
    String stride = layer.placement().stride() == 1 ? "" : ", stride " + layer.placement().stride();
    OpBox.Box box = layer.op().accept(new OpBox());
    return li(
            span(span(box.words()))
                .withClass(box.cssClass())
                .withStyle("--expansion: " + box.height()),
            span(shape).withClass("under"))
        .withTitle(
            Figures.cut(layer.name(), LONGEST_NAME)
                + ": "
                + layer.op().code()
                + ", "
                + shape
                + stride);
  }

  private static String stage(Architecture.Layer layer) {
    int point = layer.name().lastIndexOf('.');
    return point < 0 ? layer.name() : layer.name().substring(0, point);
  }

  private static DomContent legend() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("block k3", "kernel 3");
    entries.put("block k5", "kernel 5");
    entries.put("block k7", "kernel 7");
    entries.put("block grouped", "groups");
    entries.put("block skip", "skip");
    return ul(each(
            Stream.concat(
                entries.entrySet().stream()
                    .map(
                        entry ->
                            (DomContent)
                                li(
                                    span().withClass(entry.getKey()).attr("aria-hidden", "true"),
                                    span(entry.getValue()))),
                Stream.of(
                    li("height: expansion"),
                    li("SE: squeeze and excitation"),
                    li("HS: hard swish")))))
        .withClass("legend");
  }
}
