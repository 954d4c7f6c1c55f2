package org.fbnetspark.executor;

import java.util.Arrays;
import java.util.Optional;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.wire.NetWeights;
import org.fbnetspark.wire.PhaseWeights;

/** A supernet and what it has been given. Used by one task at a time. */
final class NetSlot implements AutoCloseable {

  private final Supernet net;
  private final float[][] whole;
  private Optional<PhaseWeights.Id> loadedPhase = Optional.empty();

  /** A network without choices. */
  NetSlot(Supernet net) {
    this(net, Supernet.NO_FACTORS);
  }

  /**
   * Any network.
   *
   * @param whole factors by which all of its parts are there
   */
  NetSlot(Supernet net, float[][] whole) {
    this.net = net;
    this.whole = whole;
  }

  /** Factors by which all parts of the network are there; none where it has no conditions. */
  float[][] whole() {
    return whole;
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
    if (!loadedPhase.equals(Optional.of(phase.phase()))) {
      loadStill(phase.weights());
      loadedPhase = Optional.of(phase.phase());
    }
  }

  /** Copies a network in to look at it. */
  void load(NetWeights model) {
    loadedPhase = Optional.empty();
    loadStill(model.weights());
    if (model.statistics().length > 0) {
      net.loadStatistics(model.statistics());
    }
  }

  private void loadStill(float[] weights) {
    net.load(weights, new float[weights.length]);
  }

  /**
   * Class scores of a network all of whose parts are there, {@code [example][class]}. It takes
   * batches of one size: what is missing is filled up with black, whose scores come behind the
   * examples'.
   *
   * @param size that the network was built for, at least that of the batch
   */
  float[] scores(Batch batch, int size) {
    int values = Math.toIntExact(size * batch.shape().elements());
    return net.infer(Arrays.copyOf(batch.images(), values), whole);
  }

  /** The trained weights, which are the task's own. */
  Weights store() {
    Weights trained = Weights.initial(new float[net.weightCount()]);
    net.store(trained.values(), trained.momentum());
    return trained;
  }

  @Override
  public void close() {
    net.close();
  }
}
