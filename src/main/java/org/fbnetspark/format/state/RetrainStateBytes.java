package org.fbnetspark.format.state;

import java.util.Optional;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.retrain.AverageWeights;
import org.fbnetspark.retrain.RetrainState;
import org.fbnetspark.store.CorruptFileException;

/**
 * A checkpoint of a retraining as bytes, version 2: in a {@link CheckpointFrame} with the magic
 * {@code FBNTRAIN}
 *
 * <pre>
 * epoch     int32    epochs completed
 * seed      int64
 * best      int32    epoch of the best network, -1 before the first
 * correct, examples  int64 each, of the best network on what is held out
 * steps     int64    that went into the average
 * weights   int32    number of weights, then that many float32 of weights, momentum and average
 * outer     int32    0 or the number of weights, then that many float32 of outer momentum
 * </pre>
 */
public final class RetrainStateBytes {

  private static final int NO_EPOCH = -1;

  private static final CheckpointFrame FRAME =
      new CheckpointFrame("FBNTRAIN", 2, "retraining state", 4 * Integer.BYTES + 4 * Long.BYTES);

  private RetrainStateBytes() {}

  /** Writes a state. */
  public static byte[] write(KeptState<RetrainState> kept) {
    RetrainState state = kept.state();
    Weights weights = state.weights();
    RetrainState.Best best = state.best().orElse(new RetrainState.Best(NO_EPOCH, 0, 0));
    return FRAME.write(
        kept.identity(),
        FRAME.smallestBody() + (3L * weights.length() + weights.outer().length) * Float.BYTES,
        out -> {
          out.putInt(state.epoch()).putLong(state.seed());
          out.putInt(best.epoch()).putLong(best.correct()).putLong(best.examples());
          out.putLong(state.average().steps());
          out.putInt(weights.length());
          CheckpointBody.put(out, weights.values());
          CheckpointBody.put(out, weights.momentum());
          CheckpointBody.put(out, state.average().values());
          CheckpointBody.putOuter(out, weights);
        });
  }

  /**
   * Reads a state.
   *
   * @param name of the file, for messages
   * @throws CorruptFileException where the bytes are not a whole state; with name, position and
   *     reason
   */
  public static KeptState<RetrainState> read(byte[] bytes, String name)
      throws CorruptFileException {
    CheckpointBody body = FRAME.open(bytes, name);
    int epoch = body.in().getInt();
    long seed = body.in().getLong();
    RetrainState.Best best =
        new RetrainState.Best(body.in().getInt(), body.in().getLong(), body.in().getLong());
    long steps = body.in().getLong();
    int length = body.count(3 * Float.BYTES, "weights");
    float[] values = body.floats(length, "weight");
    float[] momentum = body.floats(length, "momentum");
    AverageWeights average = new AverageWeights(steps, body.floats(length, "average"));
    Weights weights = new Weights(values, momentum, body.outer(length));
    body.end();
    boolean judged = best.correct() >= 0 && best.correct() <= best.examples();
    if (epoch < 0 || steps < 0 || best.epoch() < NO_EPOCH || best.epoch() >= epoch || !judged) {
      throw body.refuse(
          "counts "
              + epoch
              + " epochs, the best being "
              + (best.epoch() + 1)
              + " with "
              + best.correct()
              + " of "
              + best.examples()
              + " correct, and "
              + steps
              + " steps");
    }
    return new KeptState<>(
        body.identity(),
        new RetrainState(
            epoch,
            seed,
            weights,
            average,
            best.epoch() == NO_EPOCH ? Optional.empty() : Optional.of(best)));
  }
}
