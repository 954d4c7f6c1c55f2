package org.fbnetspark.domain.run;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a figure is counted in, and how people read it. */
public enum Unit {
  /** A part of a whole, 0 to 1; people read a percentage. */
  SHARE("share") {
    @Override
    public String text(double value) {
      return String.format(Locale.ROOT, "%.2f %%", 100 * value);
    }

    @Override
    public double drawn(double value) {
      return 100 * value;
    }
  },
  /** Cross-entropy or entropy by the natural logarithm; people read the number alone. */
  NATS("nats") {
    @Override
    public String text(double value) {
      return String.format(Locale.ROOT, "%.3f", value);
    }
  },
  IMAGES_PER_SECOND("images/s"),
  SECONDS("s") {
    @Override
    public String text(double value) {
      return String.format(Locale.ROOT, "%,.1f s", value);
    }
  },
  /** Latency; people read milliseconds. */
  MICROSECONDS("us") {
    @Override
    public String text(double value) {
      return String.format(
          Locale.ROOT, value < MICROS_PER_MILLI ? "%.4f ms" : "%.3f ms", value / MICROS_PER_MILLI);
    }

    @Override
    public double drawn(double value) {
      return value / MICROS_PER_MILLI;
    }
  },
  /** Multiply-accumulates. */
  MACS("MACs"),
  /** Parameters of convolutions and classifiers. */
  WEIGHTS("weights"),
  /** How many there are of something, or which of them. */
  COUNT("count") {
    @Override
    public String text(double value) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
  },
  /** A number without a unit. */
  PLAIN("") {
    @Override
    public String text(double value) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
  };

  private static final double MICROS_PER_MILLI = 1000;

  private final String symbol;

  Unit(String symbol) {
    this.symbol = symbol;
  }

  /** The unit of a symbol. */
  public static Optional<Unit> of(String symbol) {
    return Stream.of(values()).filter(unit -> unit.symbol.equals(symbol)).findFirst();
  }

  /** How files and programs are told of it; empty for a plain number. */
  public String symbol() {
    return symbol;
  }

  /** A figure as people read it, with its unit. */
  public String text(double value) {
    return String.format(Locale.ROOT, "%,.0f %s", value, symbol);
  }

  /** What a chart draws of a figure: percent of shares, milliseconds of latencies. */
  public double drawn(double value) {
    return value;
  }

  @Override
  public String toString() {
    return symbol;
  }
}
