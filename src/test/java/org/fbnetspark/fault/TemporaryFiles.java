package org.fbnetspark.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is left in a temporary folder that other processes write to as well: files are told apart by
 * sorts alone, their names without what makes each of them one of its own.
 *
 * @param folder it
 * @param before names that were there in the beginning
 */
record TemporaryFiles(Path folder, Set<String> before) {

  /** A UUID or a number. */
  private static final String UNIQUE = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+";

  /** Watches the folder from now on. */
  static TemporaryFiles in(Path folder) throws IOException {
    return new TemporaryFiles(folder, names(folder));
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  /** Sorts of which so many or more have come since, with their numbers. */
  Map<String, Long> left(long many) throws IOException {
    Map<String, Long> sorts =
        names(folder).stream()
            .filter(name -> !before.contains(name))
            .map(name -> name.replaceAll(UNIQUE, "#"))
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    sorts.values().removeIf(number -> number < many);
    return sorts;
  }
}
