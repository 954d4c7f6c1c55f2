package org.fbnetspark.executor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.function.Function;

/** Tells the threads that engines take for each task of a process, by what it was started with. */
public record EngineThreads() implements Function<Integer, Integer> {

  /** Where OpenMP reads them. */
  public static final String VARIABLE = "OMP_NUM_THREADS";

  /** A number for each level of nesting. */
  private static final Pattern NUMBERS = Pattern.compile("\\s*(\\d{1,4})\\s*(,.*)?");

  @Override
  public Integer call(Integer part) {
    return here();
  }

  /** Of this process. */
  public static int here() {
    return of(
        Optional.ofNullable(System.getenv(VARIABLE)), Runtime.getRuntime().availableProcessors());
  }

  /** OpenMP takes all processors where it is told no number of threads. */
  static int of(Optional<String> variable, int processors) {
    return variable
        .map(NUMBERS::matcher)
        .filter(Matcher::matches)
        .map(numbers -> Integer.parseInt(numbers.group(1)))
        .filter(threads -> threads > 0)
        .orElse(processors);
  }
}
