package org.fbnetspark.domain.latency;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One table from the tables of several hosts of one class. Each row's time is the median of the
 * medians of all hosts that measured it, so that one odd host moves no row; the middle two are
 * averaged where their number is even. A row that some hosts lack is taken from the others.
 *
 * <p>Quantiles of runs on several hosts do not follow from those of each, so the spread of a merged
 * row is their envelope: the smallest p10, the largest p90, the widest interval, the sum of the
 * runs, steady where all are; none where a host tells none. How far the hosts lie apart is {@link
 * LatencyRow#hostSpread()}.
 *
 * <p>Grids are those of all tables, their channels counted in the blocks that fit the merged rows
 * best; where no row is held out to tell, in those of the tables.
 */
public final class LatencyMerge {

  /**
   * A table made of several.
   *
   * @param correctionDropped whether the tables had unlike corrections, or what lies between rows
   *     has changed: a line of one host's networks does not hold for the rows of all, so the merged
   *     table has none
   */
  public record Merged(LatencyTable table, boolean correctionDropped) {}

  private final Map<LatencyKey, List<LatencyRow>> rows = new LinkedHashMap<>();

  private LatencyMerge() {}

  /**
   * Merges tables of equal setting.
   *
   * @throws IllegalArgumentException naming what differs where the tables are not of one class and
   *     setting; for a row that does not tell its hosts; and where a host has two times for one row
   */
  public static Merged of(List<LatencyTable> tables) {
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("A merge needs at least one table");
    }
    LatencyTable first = tables.get(0);
    LatencyMerge merge = new LatencyMerge();
    for (int i = 0; i < tables.size(); i++) {
      requireAlike(first, tables.get(i), i + 1);
      merge.add(tables.get(i), i + 1);
    }
    LatencyTable.Builder merged = LatencyTable.builder(first.setting());
    unite(tables).forEach(merged::provenance);
    if (first.relativeToSkip()) {
      merged.relativeToSkip();
    }
    if (first.baseMicros().isPresent()) {
      merged.baseMicros(
          median(tables.stream().map(table -> table.baseMicros().orElseThrow()).toList())
              .orElseThrow());
    }
    tables.forEach(table -> table.grids().forEach(merged::grid));
    merge.rows.forEach((key, measured) -> merged.add(key, row(key, measured)));
    LatencyTable counted = merged.build();
    boolean fits = InterpolationError.of(counted).isPresent();
    int block = InterpolationError.bestBlock(counted);
    List<LatencyGrid> grids = (fits ? counted.inBlocks(block) : counted).grids();
    boolean sameLine =
        tables.stream().allMatch(table -> table.correction().equals(first.correction()))
            && (first.correction().isEmpty()
                || tables.stream().allMatch(table -> table.grids().equals(grids)));
    if (sameLine) {
      first.correction().ifPresent(merged::correction);
    }
    LatencyTable table = merged.build();
    return new Merged(fits ? table.inBlocks(block) : table, !sameLine);
  }

  private void add(LatencyTable table, int number) {
    for (Map.Entry<LatencyKey, LatencyRow> row : table.rows().entrySet()) {
      if (row.getValue().hostMicros().isEmpty()) {
        throw new IllegalArgumentException(
            "Row "
                + row.getKey()
                + " of table "
                + number
                + " does not tell which host measured it, so it may be one host's twice");
      }
      rows.computeIfAbsent(row.getKey(), key -> new ArrayList<>()).add(row.getValue());
    }
  }

  private static void requireAlike(LatencyTable first, LatencyTable other, int number) {
    List<String> unlike = new ArrayList<>(first.setting().differences(other.setting()));
    if (first.relativeToSkip() != other.relativeToSkip()) {
      unlike.add("one has rows relative to skip");
    }
    if (first.baseMicros().isPresent() != other.baseMicros().isPresent()) {
      unlike.add("one has a base");
    }
    if (!unlike.isEmpty()) {
      throw new IllegalArgumentException(
          "Tables of unlike measurements are never merged, but table 1 and table "
              + number
              + " differ: "
              + String.join(", ", unlike));
    }
  }

  private static LatencyRow row(LatencyKey key, List<LatencyRow> measured) {
    SortedMap<String, Double> hosts = new TreeMap<>();
    List<Optional<LatencyRow.Spread>> spreads = new ArrayList<>();
    for (LatencyRow row : measured) {
      if (!hosts.keySet().containsAll(row.hostMicros().keySet())) {
        spreads.add(row.spread());
      }
      row.hostMicros().forEach((host, micros) -> add(hosts, key, host, micros));
    }
    return new LatencyRow(median(hosts.values()).orElseThrow(), envelope(spreads), hosts);
  }

  private static void add(
      SortedMap<String, Double> hosts, LatencyKey key, String host, double micros) {
    Double known = hosts.putIfAbsent(host, micros);
    if (known != null && known != micros) {
      throw new IllegalArgumentException(
          "Host "
              + host
              + " has two times for "
              + key
              + ", "
              + known
              + " and "
              + micros
              + " us; leave the older table out");
    }
  }

  private static Optional<LatencyRow.Spread> envelope(List<Optional<LatencyRow.Spread>> spreads) {
    List<LatencyRow.Spread> told = spreads.stream().flatMap(Optional::stream).toList();
    if (told.size() < spreads.size()) {
      return Optional.empty();
    }
    long runs = told.stream().mapToLong(LatencyRow.Spread::runs).sum();
    return Optional.of(
        new LatencyRow.Spread(
            told.stream().mapToDouble(LatencyRow.Spread::p10Micros).min().orElseThrow(),
            told.stream().mapToDouble(LatencyRow.Spread::p90Micros).max().orElseThrow(),
            told.stream().mapToDouble(LatencyRow.Spread::intervalMicros).max().orElseThrow(),
            (int) Math.min(runs, Integer.MAX_VALUE),
            told.stream().allMatch(LatencyRow.Spread::steady)));
  }

  /** Facts of all tables; where several tell a name differently, the later ones are numbered. */
  private static Map<String, String> unite(List<LatencyTable> tables) {
    Map<String, String> facts = new LinkedHashMap<>();
    for (LatencyTable table : tables) {
      for (Map.Entry<String, String> fact : table.provenance().entrySet()) {
        String name = fact.getKey();
        for (int number = 2; !facts.getOrDefault(name, fact.getValue()).equals(fact.getValue()); ) {
          name = fact.getKey() + " (" + number++ + ")";
        }
        facts.put(name, fact.getValue());
      }
    }
    return facts;
  }

  /** The middle value, or the mean of the middle two; empty for none. */
  static OptionalDouble median(Collection<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    return size == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2);
  }
}
