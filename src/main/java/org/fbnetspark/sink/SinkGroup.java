package org.fbnetspark.sink;

import java.util.List;
import org.fbnetspark.domain.run.Epoch;

/**
 * Gives the same to several, one after the other.
 *
 * @param sinks in that order
 */
record SinkGroup(List<MetricsSink> sinks) implements MetricsSink {

  @Override
  public void epoch(Epoch epoch) {
    sinks.forEach(sink -> sink.epoch(epoch));
  }

  @Override
  public void finished() {
    sinks.forEach(MetricsSink::finished);
  }

  @Override
  public void close() {
    sinks.forEach(MetricsSink::close);
  }
}
