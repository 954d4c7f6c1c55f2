package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.evaluation.ComparedModel;
import org.fbnetspark.domain.evaluation.Evaluation;

/**
 * How a network and the models made of it did on the examples of one file of the data set.
 *
 * @param file index of the file in its part of the data set
 * @param network of its examples, on the engine that trains
 * @param models in the order of {@link ExportedNetwork#models()}
 */
public record FileComparison(int file, Evaluation network, List<ComparedModel> models)
    implements Serializable {

  /** Copies the list. */
  public FileComparison {
    models = List.copyOf(models);
  }
}
