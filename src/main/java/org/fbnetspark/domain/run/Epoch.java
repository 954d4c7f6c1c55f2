package org.fbnetspark.domain.run;

import java.util.List;
import java.util.Optional;

/**
 * What an epoch of a run has come to. All that is said of it, to files, people and programs, is
 * made of its figures; who trains lists them once.
 *
 * @param number counted from 0
 * @param figures in the order in which they are told; those that are not finite are left out
 * @param warnings what looks unhealthy
 * @param probabilities theta's at the end of the epoch, of each open choice in the space's order;
 *     none where there is no theta
 */
public record Epoch(
    int number,
    List<Figure> figures,
    List<String> warnings,
    List<ChoiceProbabilities> probabilities) {

  /** Name of the figure that every epoch has: its wall time in seconds. */
  public static final String SECONDS = "seconds";

  /** Name of the throughput. */
  public static final String IMAGES_PER_SECOND = "images-per-second";

  /** Copies the lists and rejects an epoch without its time. */
  public Epoch {
    figures = figures.stream().filter(figure -> Double.isFinite(figure.value())).toList();
    warnings = List.copyOf(warnings);
    probabilities = List.copyOf(probabilities);
    if (find(figures, SECONDS).isEmpty()) {
      throw new IllegalArgumentException("Epoch " + number + " has no figure " + SECONDS);
    }
  }

  /** The figure of a name, if the epoch has it. */
  public Optional<Figure> figure(String name) {
    return find(figures, name);
  }

  /** Value of a figure, if the epoch has it. */
  public Optional<Double> value(String name) {
    return figure(name).map(Figure::value);
  }

  /** Wall time, in seconds. */
  public double seconds() {
    return value(SECONDS).orElseThrow();
  }

  private static Optional<Figure> find(List<Figure> figures, String name) {
    return figures.stream().filter(figure -> figure.name().equals(name)).findFirst();
  }
}
