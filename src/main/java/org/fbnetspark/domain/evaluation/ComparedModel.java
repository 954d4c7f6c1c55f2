package org.fbnetspark.domain.evaluation;

import java.io.Serializable;

/**
 * How an exported model does beside the network that it was made of, on the same examples.
 *
 * @param evaluation of the exported model; added to
 * @param difference of its scores from those of the network; added to
 */
public record ComparedModel(Evaluation evaluation, ScoreDifference difference)
    implements Serializable {

  /** Nothing counted yet. */
  public ComparedModel(int classes) {
    this(new Evaluation(classes), new ScoreDifference());
  }

  /** Adds what another one has counted. */
  public void add(ComparedModel more) {
    evaluation.add(more.evaluation);
    difference.add(more.difference);
  }
}
