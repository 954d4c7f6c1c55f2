package org.fbnetspark.data.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;

/**
 * Classes that a source knows by numbers. Those that it has examples of are its classes, so numbers
 * may begin anywhere and leave some out.
 *
 * @param names in the order of the numbers, which is that of the alphabet too
 * @param labels position of each number's name
 */
record NumberedClasses(List<String> names, Map<Long, Integer> labels) {

  /**
   * Names classes by their numbers, padded with zeros to one length, and by what else is known.
   *
   * @param numbers that examples have, none below 0
   * @param meanings of numbers, as far as there are any
   */
  static NumberedClasses of(SortedSet<Long> numbers, Map<Long, String> meanings) {
    int digits = String.valueOf(numbers.last()).length();
    List<String> names = new ArrayList<>();
    Map<Long, Integer> labels = new HashMap<>();
    for (Long number : numbers) {
      String padded = String.format(Locale.ROOT, "%0" + digits + "d", number);
      labels.put(number, names.size());
      names.add(meanings.containsKey(number) ? padded + " " + meanings.get(number) : padded);
    }
    return new NumberedClasses(List.copyOf(names), labels);
  }
}
