package org.fbnetspark.format.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.run.ChoiceProbabilities;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.JsonFields;

/**
 * The file {@code metrics.jsonl} of a run of any kind, version 2: one JSON object for each epoch,
 * in order and without a gap.
 *
 * <pre>
 * version        2
 * epoch          counted from 0
 * figures        value of each by its name, such as weights/loss
 * units          of those that have one, by the same names: share, nats, images/s, s, us, MACs,
 *                weights or count
 * probabilities  theta's, by choice and op code, rounded to 4 decimals; absent where there is no theta
 * warnings       what looks unhealthy
 * </pre>
 */
public final class MetricsJson {

  private static final int VERSION = 2;
  private static final int MOST_EPOCHS = 1_000_000;
  private static final int MOST_FIGURES = 1_000;
  private static final int LONGEST_NAME = 200;
  private static final double DECIMALS = 10_000;
  private static final int LARGEST_WARNINGS = 1_000;
  private static final int LARGEST_WARNING = 100_000;

  private MetricsJson() {}

  /** The line of an epoch, without its end. */
  public static String line(Epoch epoch) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("version", VERSION).put("epoch", epoch.number());
    figures(line, epoch);
    if (!epoch.probabilities().isEmpty()) {
      ObjectNode choices = line.putObject("probabilities");
      epoch.probabilities().forEach(choice -> add(choices.putObject(choice.choice()), choice));
    }
    epoch.warnings().forEach(line.putArray("warnings")::add);
    return line.toString();
  }

  /** Adds the fields {@code figures} and {@code units}. */
  public static void figures(ObjectNode node, Epoch epoch) {
    ObjectNode figures = node.putObject("figures");
    ObjectNode units = node.putObject("units");
    for (Figure figure : epoch.figures()) {
      figures.put(figure.name(), figure.value());
      if (figure.unit() != Unit.PLAIN) {
        units.put(figure.name(), figure.unit().symbol());
      }
    }
  }

  private static void add(ObjectNode node, ChoiceProbabilities choice) {
    for (int i = 0; i < choice.candidates().size(); i++) {
      double rounded = Math.round(choice.probabilities().get(i) * DECIMALS) / DECIMALS;
      node.put(choice.candidates().get(i), rounded);
    }
  }

  /**
   * Reads the bytes of a whole file. Fields of later releases are passed over.
   *
   * @param path the file, for messages
   * @throws FormatException naming the line that is damaged, out of order or of another version,
   *     and the field
   */
  public static List<Epoch> read(byte[] bytes, String path) throws FormatException {
    List<Epoch> epochs = new ArrayList<>();
    for (JsonFields line : lines(bytes, path)) {
      epochs.add(epoch(line));
    }
    return epochs;
  }

  /**
   * The text of the lines before an epoch.
   *
   * @param path the file, for messages
   * @throws FormatException naming the line that is damaged or out of order
   */
  public static List<String> before(int epoch, byte[] bytes, String path) throws FormatException {
    List<String> texts = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    List<String> kept = new ArrayList<>();
    for (JsonFields line : lines(bytes, path)) {
      if (number(line) < epoch) {
        kept.add(texts.get(kept.size()));
      }
    }
    return kept;
  }

  /** The objects, whose epochs follow each other. */
  private static List<JsonFields> lines(byte[] bytes, String path) throws FormatException {
    List<JsonFields> lines = JsonFields.ofLines(bytes, path);
    for (int i = 0; i < lines.size(); i++) {
      JsonFields line = lines.get(i);
      if (!line.has("version")) {
        throw line.refuse(
            "version",
            "is missing: the run is of an earlier version of this program, whose metrics this one"
                + " does not read");
      }
      line.whole("version", VERSION, VERSION);
      int expected = number(lines.get(0)) + i;
      if (number(line) != expected) {
        throw line.refuse(
            "epoch", "must be " + expected + ", behind the line before, but was " + number(line));
      }
    }
    return lines;
  }

  private static int number(JsonFields line) throws FormatException {
    return (int) line.whole("epoch", 0, MOST_EPOCHS);
  }

  private static Epoch epoch(JsonFields line) throws FormatException {
    JsonFields values = line.object("figures");
    values.amount(Epoch.SECONDS);
    JsonFields units = line.object("units");
    List<String> names = values.names();
    if (names.size() > MOST_FIGURES) {
      throw line.refuse("figures", "must be at most " + MOST_FIGURES);
    }
    List<Figure> figures = new ArrayList<>();
    for (String name : names) {
      figures.add(figure(values, units, name));
    }
    return new Epoch(
        number(line),
        figures,
        line.texts("warnings", LARGEST_WARNINGS, LARGEST_WARNING),
        line.has("probabilities") ? probabilities(line.object("probabilities")) : List.of());
  }

  private static Figure figure(JsonFields values, JsonFields units, String name)
      throws FormatException {
    if (name.length() > LONGEST_NAME) {
      throw values.refuse("has a name of more than " + LONGEST_NAME + " characters");
    }
    String symbol = units.has(name) ? units.text(name) : Unit.PLAIN.symbol();
    Unit unit = Unit.of(symbol).orElseThrow(() -> units.refuse(name, "is not known: " + symbol));
    double value =
        switch (unit) {
          case SHARE -> values.share(name);
          case NATS, PLAIN -> values.number(name);
          default -> values.amount(name);
        };
    return new Figure(name, value, unit);
  }

  private static List<ChoiceProbabilities> probabilities(JsonFields choices)
      throws FormatException {
    List<ChoiceProbabilities> read = new ArrayList<>();
    for (String choice : choices.names()) {
      JsonFields candidates = choices.object(choice);
      List<Double> probabilities = new ArrayList<>();
      for (String candidate : candidates.names()) {
        probabilities.add(candidates.share(candidate));
      }
      read.add(new ChoiceProbabilities(choice, candidates.names(), probabilities));
    }
    return read;
  }
}
