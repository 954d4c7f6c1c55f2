package org.fbnetspark.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalDouble;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.evaluation.WilsonInterval;

/** Figures as people read them: the same everywhere, whatever the locale of the machine. */
public final class Figures {

  /** Stands where a figure is not known. */
  public static final String UNKNOWN = "-";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Figures() {}

  /** A time span in the two largest units that it has. */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
  }

  static String time(Instant moment) {
    return TIME.format(moment);
  }

  static String count(double value) {
    return String.format(Locale.ROOT, "%,d", Math.round(value));
  }

  static String millis(double millis) {
    return CostKind.LATENCY.text(1000 * millis);
  }

  static String micros(OptionalDouble micros) {
    return micros.isPresent() ? String.format(Locale.ROOT, "%,.1f", micros.getAsDouble()) : UNKNOWN;
  }

  /** A share as a percentage. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** A share as a percentage, fine enough for accuracies that are compared. */
  static String accuracy(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** A difference of two shares, in points of percent. */
  static String points(double difference) {
    return String.format(Locale.ROOT, "%+.2f", 100 * difference);
  }

  /** A sentence of words that begin small. */
  static String sentence(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
  }

  /** The ends of an interval of shares, as percentages. */
  static String interval(WilsonInterval interval) {
    return String.format(
        Locale.ROOT, "%.2f to %.2f %%", 100 * interval.low(), 100 * interval.high());
  }

  /** How far a figure is from another, as a signed percentage. */
  public static String beside(double figure, double wanted) {
    // Behind adding 0 a rounded -0 has no sign.
    return String.format(
        Locale.ROOT, "%+.1f %%", Math.rint(1000 * (figure / wanted - 1)) / 10 + 0.0);
  }

  static String decimals(double figure, int places) {
    return String.format(Locale.ROOT, "%." + places + "f", figure);
  }

  /** At most so many characters, for texts that files hold. */
  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }
}
