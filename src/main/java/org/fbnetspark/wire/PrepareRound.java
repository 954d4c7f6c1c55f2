package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.source.SourceLimits;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.Storage;

/**
 * What every task needs to turn staged examples into shards.
 *
 * @param storage where everything lies
 * @param directory of the data set
 * @param encoding how shards hold images
 * @param shape shape of one example as a network sees it
 * @param resize whether images of another size are resized; else they are skipped
 * @param labels the data set's label for each label of the source
 * @param testShare share of the training examples that becomes the test split, where the source has
 *     none; else 0
 * @param limits bounds on what is decoded
 * @param seeds decide order and test share
 */
public record PrepareRound(
    Storage storage,
    String directory,
    ImageEncoding encoding,
    ImageShape shape,
    boolean resize,
    List<Integer> labels,
    double testShare,
    SourceLimits limits,
    SeedTree seeds)
    implements Serializable {

  /** Copies the list. */
  public PrepareRound {
    labels = List.copyOf(labels);
  }
}
