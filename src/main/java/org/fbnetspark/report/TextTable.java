package org.fbnetspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Columns of text under a header: words to the left, figures to the right. */
public final class TextTable {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final Set<Integer> figures;

  /**
   * An empty table.
   *
   * @param header names of the columns
   * @param figures indices of the columns that hold figures
   */
  public TextTable(List<String> header, Set<Integer> figures) {
    this.figures = Set.copyOf(figures);
    rows.add(List.copyOf(header));
  }

  /** Adds a row of as many cells as the header. */
  public void add(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "A row needs " + rows.get(0).size() + " cells, but has " + cells.size());
    }
    rows.add(List.copyOf(cells));
  }

  /** The table, each row ended by a line feed, without blanks at the end. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String blanks = " ".repeat(width(column) - row.get(column).length());
        line.append(column == 0 ? "" : GAP);
        line.append(figures.contains(column) ? blanks + row.get(column) : row.get(column) + blanks);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow();
  }
}
