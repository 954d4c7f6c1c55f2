package org.fbnetspark.executor;

import java.util.Arrays;
import java.util.Optional;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.arch.Gates;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.wire.NetWeights;
import org.fbnetspark.wire.PhaseWeights;

/** A supernet with the vectors that its weights are copied through. Used by one task at a time. */
final class NetSlot implements AutoCloseable {

  private final Supernet net;
  private final float[] weights;
  private final float[] momentum;
  private Optional<Integer> loadedPhase = Optional.empty();

  NetSlot(Supernet net) {
    this.net = net;
    this.weights = new float[net.weightCount()];
    this.momentum = new float[net.weightCount()];
  }

  Supernet net() {
    return net;
  }

  /** Copies weights in to train from. */
  void load(float[] newWeights, float[] newMomentum) {
    loadedPhase = Optional.empty();
    net.load(newWeights, newMomentum);
  }

  /** Copies the weights of a theta phase in, unless they are there already. */
  void load(PhaseWeights phase) {
    if (!loadedPhase.equals(Optional.of(phase.epoch()))) {
      net.load(phase.weights(), momentum);
      loadedPhase = Optional.of(phase.epoch());
    }
  }

  /** Copies a network in to look at it. */
  void load(NetWeights model) {
    loadedPhase = Optional.empty();
    net.load(model.weights(), momentum);
    if (model.statistics().length > 0) {
      net.loadStatistics(model.statistics());
    }
  }

  /**
   * Class scores of a network without choices, {@code [example][class]}. It takes batches of one
   * size: what is missing is filled up with black, whose scores come behind the examples'.
   *
   * @param size that the network was built for, at least that of the batch
   */
  float[] scores(Batch batch, int size) {
    int whole = Math.toIntExact(size * batch.shape().elements());
    return net.infer(Arrays.copyOf(batch.images(), whole), Gates.NO_CHOICE);
  }

  /** Copies the trained weights out, to {@link #weights()} and {@link #momentum()}. */
  void store() {
    net.store(weights, momentum);
  }

  float[] weights() {
    return weights;
  }

  float[] momentum() {
    return momentum;
  }

  /** Whether everything that {@link #store()} brought is a number. */
  boolean finite() {
    return new Weights(weights, momentum).finite();
  }

  @Override
  public void close() {
    net.close();
  }
}
