package org.fbnetspark.domain.space;

import java.io.Serializable;
import java.util.Optional;

/**
 * What keeps skips from taking over cells, as they do where a search is long: a skip lets gradients
 * through from the first step on. Each is off unless it is asked for.
 *
 * @param most skips that the normal cell derived has at most: the weakest give way to the next
 *     strongest (Chen et al., P-DARTS, arXiv 1904.12760, Section 3.3); empty for any number
 * @param extra a further skip on every edge beside what theta chooses, by this factor in the first
 *     epoch and linearly less in each, so that an edge need not be a skip to pass gradients (Chu et
 *     al., DARTS-, arXiv 2009.01027, Section 3.2); from 0, for none, to 1
 * @param stopAt skips of the normal cell that would be derived, at which the search ends before its
 *     last epoch (Liang et al., DARTS+, arXiv 1909.06035, Section 3.2); empty for never
 */
public record SkipRules(Optional<Integer> most, double extra, Optional<Integer> stopAt)
    implements Serializable {

  /** The paper's own search: nothing is done. */
  public static final SkipRules NONE = new SkipRules(Optional.empty(), 0, Optional.empty());

  /** Rejects what cannot be. */
  public SkipRules {
    if (most.filter(skips -> skips < 0).isPresent()
        || stopAt.filter(skips -> skips < 1).isPresent()
        || !(extra >= 0 && extra <= 1)) {
      throw new IllegalArgumentException(
          "Rules of skips need at most 0 or more, an extra skip of 0 to 1 and a stop at 1 or more,"
              + " but were "
              + most
              + ", "
              + extra
              + " and "
              + stopAt);
    }
  }
}
