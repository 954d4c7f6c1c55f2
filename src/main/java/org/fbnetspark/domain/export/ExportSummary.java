package org.fbnetspark.domain.export;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.network.Network;

/**
 * A network as it was exported.
 *
 * @param directory where everything was written
 * @param model file that it was read from
 * @param architecture of the network
 * @param files everything written before the summary itself
 * @param operatorSet of the ONNX models
 * @param calibrationImages training images behind the model in 8 bits; 0 without one
 * @param figures on test images, where there were any
 * @param latencies of the models on the workers, where they were timed
 * @param notes what was left out, and why
 * @param versions of what took part, by name
 */
public record ExportSummary(
    String directory,
    String model,
    Network architecture,
    List<ExportedFile> files,
    int operatorSet,
    int calibrationImages,
    Optional<ExportFigures> figures,
    List<ModelLatency> latencies,
    List<String> notes,
    Map<String, String> versions) {

  /** Copies the collections. */
  public ExportSummary {
    files = List.copyOf(files);
    latencies = List.copyOf(latencies);
    notes = List.copyOf(notes);
    versions = Map.copyOf(versions);
  }
}
