package org.fbnetspark.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BiFunction;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.format.model.ModelSafetensors;
import org.fbnetspark.format.state.RetrainStateBytes;
import org.fbnetspark.retrain.RetrainCheckpoints;
import org.fbnetspark.retrain.RetrainState;
import org.fbnetspark.store.Storage;

/**
 * States and networks of a retraining as files. A state is written after its networks, so that a
 * killed run writes the same networks again.
 *
 * @param states checkpoints
 * @param directory of the run
 * @param model joins weights and statistics to a network
 */
public record RetrainFiles(
    CheckpointFiles<RetrainState> states,
    RunDirectory directory,
    BiFunction<float[], float[], TrainedModel> model)
    implements RetrainCheckpoints {

  /** How a retraining's states are written. */
  public static final CheckpointFiles.Codec<RetrainState> CODEC =
      new CheckpointFiles.Codec<>(
          RetrainStateBytes::write, RetrainStateBytes::read, RetrainState::epoch);

  @Override
  public Optional<RetrainState> latest() {
    return states.latest();
  }

  @Override
  public void commit(RetrainState state, float[] statistics, boolean best) {
    Storage storage = directory.storage();
    byte[] bytes = ModelSafetensors.write(model.apply(state.average().values(), statistics));
    try {
      storage.replace(directory.lastModel(), bytes);
      if (best) {
        storage.replace(directory.model(), bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A network cannot be written to " + directory.path(), e);
    }
    states.commit(state);
  }
}
