package org.fbnetspark.sink;

import java.util.List;
import java.util.Map;

/**
 * Gives the same to several, one after the other.
 *
 * @param sinks in that order
 */
record SinkGroup(List<MetricsSink> sinks) implements MetricsSink {

  @Override
  public void epoch(int epochs, Map<String, Double> metrics) {
    sinks.forEach(sink -> sink.epoch(epochs, metrics));
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
