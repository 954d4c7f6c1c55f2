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
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;

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

  static DomContent of(Network architecture) {
    return figure(key(), drawing(architecture)).withClass("tall");
  }

  /** The boxes alone. */
  static DomContent drawing(Network architecture) {
    Map<String, List<DomContent>> stages = new LinkedHashMap<>();
    int drawn = 0;
    List<List<Block>> all = architecture.blocksByNode();
    for (int i = 0; i < architecture.nodes().size() && drawn < MOST_LAYERS; i++) {
      Node node = architecture.nodes().get(i);
      List<Block> blocks = all.get(i);
      for (int j = 0; j < blocks.size() && drawn < MOST_LAYERS; j++, drawn++) {
        String reads = reads(architecture, i, node.branches().get(j));
        stages.computeIfAbsent(stage(node), s -> new ArrayList<>()).add(box(blocks.get(j), reads));
      }
    }
    return ol(each(
            stages.entrySet().stream().map(stage -> stage(stage.getKey(), stage.getValue()))))
        .withClass("stages");
  }

  /** What a box reads where that is not the layer before, and what becomes of several boxes. */
  private static String reads(Network architecture, int index, Branch branch) {
    Node node = architecture.nodes().get(index);
    if (node.branches().size() == 1 && branch.from() == index - 1) {
      return "";
    }
    String from =
        branch.from() == Branch.INPUT
            ? "the image"
            : Figures.cut(architecture.nodes().get(branch.from()).name(), LONGEST_NAME);
    return ", reads "
        + from
        + (node.branches().size() == 1
            ? ""
            : ", joined by " + node.join().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  /** What the boxes mean. */
  static DomContent key() {
    return figcaption(
        p(
            "Each box is a layer, from the image to the class scores, with its output shape below"
                + " it. A dashed box is one that the space did not leave open."),
        legend());
  }

  private static DomContent stage(String name, List<DomContent> boxes) {
    return li(
            span(Figures.cut(name, LONGEST_NAME)).withClass("stage-name"),
            ol(each(boxes.stream())).withClass("blocks"))
        .withClass("stage");
  }

  private static DomContent box(Block block, String reads) {
    String shape = block.op().output(block.placement()).toString();
    String stride = block.placement().stride() == 1 ? "" : ", stride " + block.placement().stride();
    OpBox.Box box = block.op().accept(new OpBox(block.placement()));
    return li(
            span(span(box.words()))
                .withClass(box.cssClass())
                .withStyle("--expansion: " + box.height()),
            span(shape).withClass("under"))
        .withTitle(
            Figures.cut(block.name(), LONGEST_NAME)
                + ": "
                + block.op().code()
                + ", "
                + shape
                + stride
                + reads);
  }

  private static String stage(Node node) {
    int point = node.name().lastIndexOf('.');
    return point < 0 ? node.name() : node.name().substring(0, point);
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
                    li("HS: hard swish"),
                    li("R6: ReLU6")))))
        .withClass("legend");
  }
}
