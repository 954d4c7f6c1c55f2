package org.fbnetspark.net.fused;

import java.util.List;
import java.util.function.Supplier;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Statistics;
import org.fbnetspark.net.fused.layer.LayerPlan;

/** Mean and variance of a network's normalisations, in its layers and as one vector. */
public final class NormStatistics {

  private final OneDnn dnn;
  private final LayerVectors vectors;
  private final Statistics values;

  /**
   * The statistics of a network.
   *
   * @param values of its layers, one behind the other
   */
  public NormStatistics(Network network, List<LayerPlan> plans, OneDnn dnn, Statistics values) {
    this.dnn = dnn;
    this.values = values;
    vectors = LayerVectors.ofStatistics(network, plans);
  }

  /** Length of the vector. */
  public int count() {
    return vectors.length();
  }

  /** The vector. */
  public float[] get() {
    float[] statistics = new float[count()];
    vectors.gather(values::get, statistics);
    return statistics;
  }

  /** Copies a vector in. */
  public void put(float[] statistics) {
    vectors.scatter(statistics, values::put);
  }

  /** What a pass gives while the statistics stay as they are. */
  public <T> T kept(Supplier<T> pass) {
    dnn.keepStatistics(true);
    try {
      return pass.get();
    } finally {
      dnn.keepStatistics(false);
    }
  }
}
