package org.fbnetspark.report;

import static j2html.TagCreator.figure;
import static j2html.TagCreator.p;

import com.fasterxml.jackson.databind.node.ObjectNode;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.domain.evaluation.Confusion;
import org.fbnetspark.domain.evaluation.EvaluationRecord;
import org.fbnetspark.domain.evaluation.WilsonInterval;
import org.fbnetspark.format.run.EvaluationJson;

/** How well a network does on each class of test images, and what it takes for what. */
final class ClassSection {

  private static final int LONGEST_NAME = 60;
  private static final int MOST_TOLD = 10;

  private ClassSection() {}

  /** Examples of one class that were taken for another one. */
  private record Mistake(String label, String predicted, long examples) {}

  static Section of(EvaluationRecord test) {
    Confusion confusion = test.confusion();
    List<String> names =
        test.classes().stream().map(name -> Figures.cut(name, LONGEST_NAME)).toList();
    List<DomContent> content = new ArrayList<>();
    if (test.fitsPicture()) {
      content.add(
          figure(
                  Charts.caption("Accuracy of each class", "Of its test images, in percent."),
                  Charts.plot("classes", accuracies(confusion, names)))
              .withClass(Charts.height(names.size())));
    }
    DomContent table = accuracyTable(confusion, names);
    content.add(test.fitsPicture() ? Charts.folded("Every class in figures", table) : table);
    if (test.fitsPicture()) {
      content.add(
          figure(
                  Charts.caption(
                      "Confusion",
                      "Rows are the classes of the images, columns what they were taken for; on the"
                          + " diagonal that is right. Shades go by the square root of the share of"
                          + " the row, so that few mistakes are seen beside many images that are"
                          + " right; where there is no shade there is no image."),
                  Charts.plot("confusion", mistakes(confusion, names)))
              .withClass(Charts.height(names.size())));
      content.add(Charts.folded("Confusion in figures", confusionTable(confusion, names)));
    } else {
      content.add(p(mistakes(confusion, names)));
    }
    return new Section("classes", "Classes", content);
  }

  private static String accuracies(Confusion confusion, List<String> names) {
    return "Bars of the accuracy of each class. "
        + IntStream.range(0, names.size())
            .filter(c -> confusion.examples(c) > 0)
            .mapToObj(c -> names.get(c) + " " + Figures.percent(confusion.accuracy(c)))
            .collect(Collectors.joining("; ", "", "."));
  }

  private static DomContent accuracyTable(Confusion confusion, List<String> names) {
    List<List<String>> rows = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      boolean any = confusion.examples(c) > 0;
      WilsonInterval interval = WilsonInterval.of(confusion.of(c, c), confusion.examples(c));
      rows.add(
          List.of(
              names.get(c),
              Figures.count(confusion.examples(c)),
              any ? Figures.accuracy(confusion.accuracy(c)) : Figures.UNKNOWN,
              any ? Figures.interval(interval) : Figures.UNKNOWN,
              confusion.mistaken(c) ? names.get(confusion.mostlyTakenFor(c)) : Figures.UNKNOWN));
    }
    return new HtmlTable(
            "Test images of each class",
            List.of("class", "images", "accuracy", "95 % interval", "otherwise mostly taken for"),
            Set.of(1, 2, 3),
            rows)
        .html();
  }

  private static String mistakes(Confusion confusion, List<String> names) {
    List<Mistake> mistakes = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      for (int predicted = 0; predicted < names.size(); predicted++) {
        if (label != predicted && confusion.of(label, predicted) > 0) {
          mistakes.add(
              new Mistake(names.get(label), names.get(predicted), confusion.of(label, predicted)));
        }
      }
    }
    if (mistakes.isEmpty()) {
      return "No image is taken for one of another class.";
    }
    return "Most frequent mistakes: "
        + mistakes.stream()
            .sorted(Comparator.comparingLong(Mistake::examples).reversed())
            .limit(MOST_TOLD)
            .map(m -> m.examples() + " of " + m.label() + " taken for " + m.predicted())
            .collect(Collectors.joining("; ", "", "."));
  }

  private static DomContent confusionTable(Confusion confusion, List<String> names) {
    List<String> header = new ArrayList<>(List.of("class"));
    names.forEach(name -> header.add("as " + name));
    List<List<String>> rows = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      List<String> row = new ArrayList<>(List.of(names.get(label)));
      for (int predicted = 0; predicted < names.size(); predicted++) {
        row.add(Figures.count(confusion.of(label, predicted)));
      }
      rows.add(row);
    }
    return new HtmlTable(
            "Test images by class and what they were taken for",
            header,
            IntStream.range(1, header.size()).boxed().collect(Collectors.toSet()),
            rows)
        .html();
  }

  /** Adds the data of its charts: {@code classes}, names, and {@code confusion}, their counts. */
  static void draw(ObjectNode node, EvaluationRecord test) {
    test.classes().forEach(node.putArray("classes")::add);
    EvaluationJson.counts(node.putArray("confusion"), test.confusion());
  }
}
