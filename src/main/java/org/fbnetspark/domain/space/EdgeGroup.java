package org.fbnetspark.domain.space;

import java.io.Serializable;
import java.util.List;

/**
 * The edges of a node of a cell, of which derivation keeps the strongest (Liu et al., DARTS, arXiv
 * 1806.09055, Section 2.4).
 *
 * @param reduction whether the cell halves the map
 * @param choices index of the choice of each edge, in the order of the places that they read
 */
public record EdgeGroup(boolean reduction, List<Integer> choices) implements Serializable {

  /** Copies the list. */
  public EdgeGroup {
    choices = List.copyOf(choices);
  }
}
