package org.fbnetspark.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fbnetspark.data.Split;

/**
 * Classes of a table: those that its rows have, named by the metadata, by their texts or by their
 * numbers.
 *
 * @param names of the classes
 * @param labels position of each label's name
 * @param note what a user should know
 */
record LabelledClasses(List<String> names, Map<String, Integer> labels, Optional<String> note) {

  /**
   * Names the classes.
   *
   * @param source for messages
   * @param schema what kind of labels there are
   * @param labels of the rows of each split
   * @throws IOException where an image to test with has a label that none to train with has
   */
  static LabelledClasses of(String source, ParquetSchema schema, Map<SplitName, Set<String>> labels)
      throws IOException {
    SortedSet<String> trained = new TreeSet<>();
    SortedSet<String> untrained = new TreeSet<>();
    labels.forEach(
        (split, found) ->
            (split.beside(labels.keySet()) == Split.TRAIN ? trained : untrained).addAll(found));
    untrained.removeAll(trained);
    if (trained.isEmpty() || !untrained.isEmpty()) {
      throw new IOException(
          source
              + (trained.isEmpty()
                  ? " has no labels in the images to train with"
                  : " has labels in images to test with that none to train with has: "
                      + Folder.listed(untrained)));
    }
    if (!schema.isNumbered()) {
      return named(List.copyOf(trained), trained, Optional.empty());
    }
    SortedSet<Long> numbers = new TreeSet<>();
    trained.forEach(label -> numbers.add(Long.valueOf(label)));
    if (schema.names().isEmpty()) {
      NumberedClasses classes = NumberedClasses.of(numbers, Map.of());
      Map<String, Integer> byText = new HashMap<>();
      classes.labels().forEach((number, label) -> byText.put(number.toString(), label));
      return new LabelledClasses(classes.names(), byText, Optional.empty());
    }
    return byMetadata(source, schema.names(), numbers);
  }

  private static LabelledClasses byMetadata(
      String source, List<String> all, SortedSet<Long> numbers) throws IOException {
    if (numbers.last() >= all.size()) {
      throw new IOException(
          source + " has label " + numbers.last() + ", but names " + all.size() + " classes");
    }
    List<String> names = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    Set<String> unused = new TreeSet<>(all);
    for (Long number : numbers) {
      String name = all.get(number.intValue());
      names.add(name);
      texts.add(number.toString());
      unused.remove(name);
    }
    return named(
        names,
        texts,
        unused.isEmpty()
            ? Optional.empty()
            : Optional.of("classes that are named, but have no images: " + Folder.listed(unused)));
  }

  private static LabelledClasses named(
      List<String> names, Iterable<String> texts, Optional<String> note) {
    Map<String, Integer> labels = new HashMap<>();
    for (String text : texts) {
      labels.put(text, labels.size());
    }
    return new LabelledClasses(names, labels, note);
  }
}
