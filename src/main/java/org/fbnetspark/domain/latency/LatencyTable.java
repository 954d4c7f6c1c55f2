package org.fbnetspark.domain.latency;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;

/**
 * The times of ops on one device in one setting, and where they come from. Immutable.
 *
 * <p>A table may have a base: the time of everything that has no row of its own, such as stem, last
 * convolution, pool and classifier. In a table relative to skip each row is the time of its op less
 * the time of skip at the same place, and the base is the whole network with skip everywhere; such
 * tables come from regressions over whole networks. Their rows may be negative.
 *
 * <p>A table may hold grids of rows, and {@link #interpolating} tells the times that lie between
 * them too.
 */
public final class LatencyTable {

  /** Of a microsecond; sums are exact up to an hour. */
  private static final double PARTS = 1 << 20;

  /** Rows times grids of their op: to look for each row between all of them takes seconds. */
  private static final long MOST_ASKED = 20_000_000;

  private final LatencySetting setting;
  private final SortedMap<String, String> provenance;
  private final boolean relativeToSkip;
  private final OptionalDouble baseMicros;
  private final Optional<LatencyCorrection> correction;
  private final Map<LatencyKey, LatencyRow> rows;
  private final List<LatencyGrid> grids;
  private final Map<String, List<LatencyGrid>> gridsByOp;
  private final boolean interpolates;

  private LatencyTable(Builder builder) {
    this.setting = builder.setting;
    this.provenance = Collections.unmodifiableSortedMap(new TreeMap<>(builder.provenance));
    this.relativeToSkip = builder.relativeToSkip;
    this.baseMicros = builder.baseMicros;
    this.correction = builder.correction;
    this.rows = Collections.unmodifiableMap(new LinkedHashMap<>(builder.rows));
    this.grids = List.copyOf(builder.grids);
    this.gridsByOp = grids.stream().collect(Collectors.groupingBy(LatencyGrid::op));
    this.interpolates = false;
  }

  /** The same rows on grids, told in another way. */
  private LatencyTable(LatencyTable other, List<LatencyGrid> grids, boolean interpolates) {
    this.setting = other.setting;
    this.provenance = other.provenance;
    this.relativeToSkip = other.relativeToSkip;
    this.baseMicros = other.baseMicros;
    this.correction = other.correction;
    this.rows = other.rows;
    this.grids = List.copyOf(grids);
    this.gridsByOp = grids.stream().collect(Collectors.groupingBy(LatencyGrid::op));
    this.interpolates = interpolates;
  }

  /** A table to fill. */
  public static Builder builder(LatencySetting setting) {
    return new Builder(setting);
  }

  /** What the rows were measured on and with. */
  public LatencySetting setting() {
    return setting;
  }

  /** Where the rows come from: host, date, tool, source file and the like. */
  public SortedMap<String, String> provenance() {
    return provenance;
  }

  /** Whether rows are differences to skip at the same place. */
  public boolean relativeToSkip() {
    return relativeToSkip;
  }

  /** Time of everything without a row, in microseconds. */
  public OptionalDouble baseMicros() {
    return baseMicros;
  }

  /**
   * What every network takes beside the rows of its blocks, in microseconds: the base and the call
   * of the runtime.
   */
  public double fixedMicros() {
    double base = baseMicros.orElse(0);
    return (interpolates ? rounded(base) : base) + micros("", LatencyKey.OVERHEAD).orElse(0);
  }

  /** How networks as a whole follow from their rows, if it was measured. */
  public Optional<LatencyCorrection> correction() {
    return correction;
  }

  /** Every row, in the order of the file. */
  public Map<LatencyKey, LatencyRow> rows() {
    return rows;
  }

  /** Grids that rows are of, in the order in which they are asked. */
  public List<LatencyGrid> grids() {
    return grids;
  }

  /** The same table with the channels of its grids counted in other blocks. */
  public LatencyTable inBlocks(int block) {
    return new LatencyTable(
        this, grids.stream().map(grid -> grid.inBlocks(block)).distinct().toList(), interpolates);
  }

  /**
   * The same table, which tells what lies between the rows of its grids where it has no row; this
   * one itself where it has no grid. All its times are rounded to the millionth part of a
   * microsecond that is a power of two, so their sums are exact in whatever order they are added:
   * an architecture costs by itself what the space says, to the last digit.
   */
  public LatencyTable interpolating() {
    return grids.isEmpty() ? this : new LatencyTable(this, grids, true);
  }

  /** The same table, interpolating or not. */
  public LatencyTable interpolating(boolean whether) {
    return whether ? interpolating() : this;
  }

  /** Whether a row is one of a grid's own. */
  boolean onGrid(LatencyKey key) {
    return ofOp(key).stream().anyMatch(grid -> grid.isPoint(key));
  }

  private long asked(LatencyKey key) {
    return ofOp(key).size();
  }

  private List<LatencyGrid> ofOp(LatencyKey key) {
    return gridsByOp.getOrDefault(LatencyGrid.opOf(key), List.of());
  }

  /**
   * What the neighbours of a row on the first grid that holds it tell, whether it has a time of its
   * own or not; empty where no grid with all its rows does.
   */
  public OptionalDouble between(LatencyKey key) {
    for (LatencyGrid grid : ofOp(key)) {
      OptionalDouble micros = grid.between(key, this::row);
      if (micros.isPresent()) {
        return micros;
      }
    }
    return OptionalDouble.empty();
  }

  private static double rounded(double micros) {
    return Math.rint(micros * PARTS) / PARTS;
  }

  private OptionalDouble row(LatencyKey key) {
    LatencyRow row = rows.get(key);
    return row == null ? OptionalDouble.empty() : OptionalDouble.of(row.medianMicros());
  }

  /**
   * Time of an op at a layer, in microseconds: the row for that layer alone, else the row for its
   * shapes, else, if the table interpolates, what lies between others, else empty.
   */
  public OptionalDouble micros(String layer, Op op, Placement at) {
    return micros(layer, LatencyKey.of(op, at));
  }

  /** As above, by key. */
  public OptionalDouble micros(String layer, LatencyKey key) {
    OptionalDouble own = row(key.at(layer));
    OptionalDouble row = own.isPresent() ? own : row(key);
    if (!interpolates) {
      return row;
    }
    OptionalDouble told = row.isPresent() ? row : between(key);
    return told.isPresent() ? OptionalDouble.of(rounded(told.getAsDouble())) : told;
  }

  /** Collects rows and refuses those that cannot be; not for use by several threads. */
  public static final class Builder {

    private final LatencySetting setting;
    private final Map<String, String> provenance = new TreeMap<>();
    private final Map<LatencyKey, LatencyRow> rows = new LinkedHashMap<>();
    private boolean relativeToSkip;
    private OptionalDouble baseMicros = OptionalDouble.empty();
    private Optional<LatencyCorrection> correction = Optional.empty();
    private final Set<LatencyGrid> grids = new LinkedHashSet<>();

    private Builder(LatencySetting setting) {
      this.setting = setting;
    }

    /** Adds a fact about the origin. */
    public Builder provenance(String name, String fact) {
      provenance.put(name, fact);
      return this;
    }

    /** Sets the time of everything without a row. */
    public Builder baseMicros(double micros) {
      if (baseMicros.isPresent()) {
        throw new IllegalArgumentException("The base is given twice");
      }
      requireTime("The base", micros);
      baseMicros = OptionalDouble.of(micros);
      return this;
    }

    /** Sets how networks as a whole follow from their rows. */
    public Builder correction(LatencyCorrection line) {
      correction = Optional.of(line);
      return this;
    }

    /** Adds a grid, of whose rows some may be missing; once is enough. */
    public Builder grid(LatencyGrid grid) {
      grids.add(grid);
      return this;
    }

    /** Declares the rows to be differences to skip at the same place; before the first row. */
    public Builder relativeToSkip() {
      relativeToSkip = true;
      return this;
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException for a second row of the same key, a time that is not finite
     *     and, but in relative tables, a negative one, be it of a host
     */
    public Builder add(LatencyKey key, LatencyRow row) {
      double micros = row.medianMicros();
      requireTime("The time of " + key, relativeToSkip ? Math.abs(micros) : micros);
      row.hostMicros()
          .forEach(
              (host, own) ->
                  requireTime(
                      "The time of " + key + " on " + host, relativeToSkip ? Math.abs(own) : own));
      if (rows.putIfAbsent(key, row) != null) {
        throw new IllegalArgumentException("The time of " + key + " is given twice");
      }
      return this;
    }

    /** The table. */
    public LatencyTable build() {
      if (rows.isEmpty()) {
        throw new IllegalArgumentException("A latency table needs at least one row");
      }
      if (relativeToSkip && baseMicros.isEmpty()) {
        throw new IllegalArgumentException(
            "A table relative to skip needs the base: the time of the network of skips");
      }
      LatencyTable table = new LatencyTable(this);
      long asked = grids.isEmpty() ? 0 : rows.keySet().stream().mapToLong(table::asked).sum();
      if (asked > MOST_ASKED) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "A latency table can have %,d rows times grids of their op, but has %,d",
                MOST_ASKED,
                asked));
      }
      return table;
    }

    private static void requireTime(String subject, double micros) {
      if (!(micros >= 0) || micros == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            subject + " must be finite and at least 0 us, but was " + micros);
      }
    }
  }
}
