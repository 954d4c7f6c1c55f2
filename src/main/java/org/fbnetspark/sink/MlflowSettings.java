package org.fbnetspark.sink;

import java.util.Map;
import java.util.TreeMap;

/**
 * An experiment of an MLflow tracking server.
 *
 * @param trackingUri where the server answers, {@code http} or {@code https}
 * @param experiment its name; it is created where there is none
 * @param parameters of the run, by name
 */
public record MlflowSettings(
    String trackingUri, String experiment, Map<String, String> parameters) {

  /** Copies the parameters, sorted. */
  public MlflowSettings {
    parameters = new TreeMap<>(parameters);
  }
}
