package org.fbnetspark.testing;

import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.theta.Theta;

/** Architectures, an index for each choice, as gates and as theta has them. */
public final class Picks {

  private Picks() {}

  /** Weight 1 on one candidate of each choice, 0 on the others. */
  public static Gates gates(Space space, int[] picks) {
    float[][] rows = new float[picks.length][];
    for (int choice = 0; choice < picks.length; choice++) {
      rows[choice] = new float[space.choices().get(choice).candidates().size()];
      rows[choice][picks[choice]] = 1;
    }
    return Gates.perBatch(rows);
  }

  /** The most probable candidate of every choice; of equals, the first. */
  public static int[] mostProbable(Theta theta) {
    int[] picks = new int[theta.choices()];
    for (int choice = 0; choice < picks.length; choice++) {
      double[] logits = theta.row(choice);
      for (int i = 1; i < logits.length; i++) {
        if (logits[i] > logits[picks[choice]]) {
          picks[choice] = i;
        }
      }
    }
    return picks;
  }
}
