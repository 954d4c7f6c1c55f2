package org.fbnetspark.domain.space;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;

/**
 * One point of decision: candidate ops that could stand at one place. Theta, gates, cost tables,
 * checkpoints and reports speak of choices alone and never ask which paper they serve.
 *
 * @param name unique in its space, such as {@code stage2.layer3}
 * @param candidates at least one; a choice of one candidate is {@linkplain #fixed() fixed}
 * @param placement where the candidates would stand
 */
public record Choice(String name, List<Op> candidates, Placement placement)
    implements Serializable {

  /** Copies the candidates and rejects an empty list. */
  public Choice {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("Choice " + name + " has no candidate");
    }
  }

  /** A layer with nothing to choose. */
  public static Choice fixed(String name, Op op, Placement placement) {
    return new Choice(name, List.of(op), placement);
  }

  /** Whether there is nothing to choose. */
  public boolean fixed() {
    return candidates.size() == 1;
  }
}
