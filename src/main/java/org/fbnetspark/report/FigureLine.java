package org.fbnetspark.report;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fbnetspark.domain.run.Figure;

/**
 * A line of words about an epoch, made of its figures.
 *
 * @param label what it is about
 * @param parts one behind the other; <code>{name}</code> stands for a figure, <code>{a:b}</code>
 *     for how far one is from another. A part whose figures are not there is left out
 * @param otherwise said of a whole epoch that lacks the figures of the first part; empty for
 *     nothing
 */
public record FigureLine(String label, List<String> parts, Optional<String> otherwise) {

  private static final Pattern NAMED = Pattern.compile("\\{([^:}]+)(?::([^}]+))?}");

  /** Copies the list. */
  public FigureLine {
    parts = List.copyOf(parts);
  }

  FigureLine(String label, String... parts) {
    this(label, List.of(parts), Optional.empty());
  }

  /** The words about these figures; empty where those of the first part are not there. */
  public Optional<String> of(List<Figure> figures) {
    return part(parts.get(0), figures)
        .map(
            first -> {
              StringBuilder words = new StringBuilder(first);
              parts.stream().skip(1).flatMap(p -> part(p, figures).stream()).forEach(words::append);
              return words.toString();
            });
  }

  private static Optional<String> part(String part, List<Figure> figures) {
    Matcher named = NAMED.matcher(part);
    boolean known =
        named
            .results()
            .allMatch(
                one ->
                    find(figures, one.group(1)).isPresent()
                        && (one.group(2) == null || find(figures, one.group(2)).isPresent()));
    return known
        ? Optional.of(named.replaceAll(one -> Matcher.quoteReplacement(text(one, figures))))
        : Optional.empty();
  }

  private static String text(MatchResult named, List<Figure> figures) {
    Figure figure = find(figures, named.group(1)).orElseThrow();
    return named.group(2) == null
        ? figure.text()
        : Figures.beside(figure.value(), find(figures, named.group(2)).orElseThrow().value());
  }

  private static Optional<Figure> find(List<Figure> figures, String name) {
    return figures.stream().filter(figure -> figure.name().equals(name)).findFirst();
  }
}
