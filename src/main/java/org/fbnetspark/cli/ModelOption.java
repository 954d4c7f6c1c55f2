package org.fbnetspark.cli;

import picocli.CommandLine.Option;

/** The option that names a trained network. */
final class ModelOption {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN|FILE",
      description = "A retraining's run directory, or a model.safetensors.")
  private String model;

  String named() {
    return model;
  }
}
