package org.fbnetspark.sink;

import org.fbnetspark.domain.run.Epoch;

/** Who is given the metrics of a run, once after each epoch; nothing here changes its course. */
public interface MetricsSink extends AutoCloseable {

  /**
   * An epoch has ended and its checkpoint follows; a resumed run may repeat some. Its step is its
   * number counted from 1.
   */
  void epoch(Epoch epoch);

  /** The run has come to its end; without this, closing means that it failed. */
  void finished();

  @Override
  void close();
}
