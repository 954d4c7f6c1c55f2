package org.fbnetspark.domain.space;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;

/**
 * One point of decision: a name and candidates, of which one is taken. What the candidates mean is
 * told by the conditions of a network alone, so theta, gates, checkpoints and reports never ask
 * which paper they serve.
 *
 * @param name unique in its space, such as {@code stage2.layer3}
 * @param candidates names, at least two, each once
 */
public record Choice(String name, List<String> candidates) implements Serializable {

  /** Copies the candidates and rejects what is no choice. */
  public Choice {
    candidates = List.copyOf(candidates);
    if (candidates.size() < 2 || new HashSet<>(candidates).size() < candidates.size()) {
      throw new IllegalArgumentException(
          "Choice " + name + " needs two different candidates or more, but was " + candidates);
    }
  }
}
