package org.fbnetspark.cli;

import java.io.IOException;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.driver.retrain.NetworkSource;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.model.GenotypeJson;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A network that the command line names: one of the catalog, or a file. */
final class NetworkOption {

  private NetworkOption() {}

  /**
   * The network, for data that is not known yet.
   *
   * @param lastMap sides that a published network's last map has at least on other images
   * @throws ParameterException for an unknown name, with the nearest ones
   */
  static NetworkSource source(String nameOrFile, int lastMap, CommandSpec spec) throws IOException {
    if (InputFile.named(nameOrFile)) {
      byte[] bytes = InputFile.bytes(nameOrFile);
      return GenotypeJson.claimed(bytes)
          ? new NetworkSource.Named(GenotypeJson.read(bytes, nameOrFile), lastMap)
          : new NetworkSource.Fixed(ArchitectureJson.read(bytes, nameOrFile), nameOrFile);
    }
    try {
      return new NetworkSource.Named(ArchitectureCatalog.named(nameOrFile), lastMap);
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(spec.commandLine(), unknown.getMessage(), unknown);
    }
  }
}
