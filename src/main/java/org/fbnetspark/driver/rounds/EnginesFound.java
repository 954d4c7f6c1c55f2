package org.fbnetspark.driver.rounds;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.fbnetspark.wire.EngineFound;

/**
 * Who computes networks, on all executors together. One engine gives other bits on another
 * processor: it cuts its work by the caches that it finds.
 *
 * @param found what each of them tells
 */
record EnginesFound(List<EngineFound> found) {

  /** Lines for a person, with a warning where executors differ. */
  List<String> told() {
    List<String> engines = distinct(EngineFound::engine);
    List<String> processors = distinct(EngineFound::processor);
    List<String> lines = new ArrayList<>(List.of("engine: " + String.join("; ", engines)));
    if (engines.size() > 1) {
      lines.add(
          "warning: executors compute by different engines, so the bits depend on who takes which"
              + " shard; set engine, or use machines of one kind");
    }
    if (processors.size() > 1) {
      lines.add(
          "warning: executors have unlike processors ("
              + String.join("; ", processors)
              + "), and engines cut their work by the caches they find, so the bits depend on who"
              + " takes which shard; use machines of one kind");
    }
    return lines;
  }

  private List<String> distinct(Function<EngineFound, String> part) {
    return found.stream().map(part).distinct().sorted().toList();
  }
}
