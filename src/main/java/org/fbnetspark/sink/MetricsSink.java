package org.fbnetspark.sink;

import java.util.Map;

/** Who is given the metrics of a run, once after each epoch; nothing here changes its course. */
public interface MetricsSink extends AutoCloseable {

  /**
   * An epoch has ended and its checkpoint is kept.
   *
   * @param epochs that have ended so far, this one included; a resumed run may repeat some
   * @param metrics by name, as {@link EpochMetrics} names them
   */
  void epoch(int epochs, Map<String, Double> metrics);

  /** The run has come to its end; without this, closing means that it failed. */
  void finished();

  @Override
  void close();
}
