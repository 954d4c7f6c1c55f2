package org.fbnetspark.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything about latency tables but measuring them; starts no Spark. */
@Command(
    name = "tables",
    synopsisSubcommandLabel = "COMMAND",
    customSynopsis = "./submit/tables COMMAND [options]",
    description =
        "Lists, shows, compares, checks, merges and exports latency tables (.json, .csv, .txt).",
    subcommands = {
      TablesListCommand.class,
      TablesShowCommand.class,
      TablesDiffCommand.class,
      TablesValidateCommand.class,
      TablesMergeCommand.class,
      TablesExportCommand.class
    },
    footer = {"", "./submit/tables COMMAND --help tells the options of a command."})
final class TablesCommand {

  @Option(names = "--help", usageHelp = true, description = "Prints this text.")
  private boolean help;
}
