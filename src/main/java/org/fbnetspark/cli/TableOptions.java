package org.fbnetspark.cli;

import java.io.IOException;
import java.util.Optional;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.format.latency.LatencyFile;
import org.fbnetspark.store.Storage;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of every command about tables, and how files are read and written under them. */
final class TableOptions {

  @Mixin private ExperimentOptions experiment;

  @Option(
      names = "--space",
      paramLabel = "NAME|FILE",
      description =
          "The space whose blocks a .txt table has, and that decides what a .csv table leaves"
              + " unsaid; without it that of --config.")
  private String space;

  /** The space that was named, if one was. */
  Optional<Space> space() {
    return space == null && !experiment.given()
        ? Optional.empty()
        : Optional.of(
            experiment.withSpace(space).experiment().space().definition().space().priced());
  }

  /** Whether what lies between rows of a table's grids counts as there. */
  boolean interpolate() {
    return space().isPresent() && experiment.withSpace(space).experiment().costs().interpolate();
  }

  /** The command that measures rows of {@link #space}. */
  String profileCommand() {
    return "./submit/profile " + experiment.again(space);
  }

  /** A table in any of the forms. */
  LatencyTable read(String file) throws IOException {
    return LatencyFile.read(InputFile.bytes(file), file, space());
  }

  /** Everything that is wrong with a table. */
  LatencyFile.Checked check(String file) throws IOException {
    return LatencyFile.check(InputFile.bytes(file), file, space());
  }

  /** Writes a new file with this ending; one that exists stays as it is. */
  static void write(CommandSpec spec, String file, String ending, byte[] bytes) throws IOException {
    refuseOtherEnding(spec, file, ending);
    Storage storage = Storage.standard();
    String path = storage.qualified(file);
    if (storage.exists(path)) {
      throw new ParameterException(
          spec.commandLine(), file + " exists already; it is never overwritten, name another");
    }
    storage.write(path, bytes);
  }

  /** Refuses a name before any work is done for it. */
  static void refuseOtherEnding(CommandSpec spec, String file, String ending) {
    if (!file.endsWith(ending)) {
      throw new ParameterException(
          spec.commandLine(), "The file to write must end in " + ending + ", but was " + file);
    }
  }
}
