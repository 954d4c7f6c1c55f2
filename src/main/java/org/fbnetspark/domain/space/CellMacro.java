package org.fbnetspark.domain.space;

import java.io.Serializable;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * The network around cells: how many there are and how wide. The cells at a third and at two thirds
 * halve the map and double the width (Liu et al., DARTS, arXiv 1806.09055, Section 3.1).
 *
 * @param input shape of one input example
 * @param classes classes to tell apart
 * @param stem what stands before the cells
 * @param cells number of cells
 * @param width channels of each node of the first cell
 */
public record CellMacro(ImageShape input, int classes, CellStem stem, int cells, int width)
    implements Serializable {

  /** The most cells. */
  public static final int MOST_CELLS = 200;

  /** Fewer would have no normal cell. */
  public static final int FEWEST_CELLS = 3;

  /** The widest first cell. */
  public static final int MOST_WIDTH = 4096;

  /** Whether a cell, counted from 0, halves the map. */
  public boolean reduction(int cell) {
    return cell == cells / 3 || cell == 2 * cells / 3;
  }

  /** The same for other images. */
  public CellMacro withInput(ImageShape newInput) {
    return new CellMacro(newInput, classes, stem, cells, width);
  }

  /** The same for other classes. */
  public CellMacro withClasses(int newClasses) {
    return new CellMacro(input, newClasses, stem, cells, width);
  }

  /** The same with other cells. */
  public CellMacro sized(int newCells, int newWidth) {
    return new CellMacro(input, classes, stem, newCells, newWidth);
  }
}
