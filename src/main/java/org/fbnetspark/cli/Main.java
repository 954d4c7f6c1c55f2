package org.fbnetspark.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.fbnetspark.domain.name.Release;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Entry point for spark-submit; the first argument names the command. */
@Command(
    name = "fbnet-spark",
    description = "Hardware-aware differentiable architecture search on Apache Spark.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    version = Release.NAME,
    subcommands = {
      PrepareCommand.class,
      SearchCommand.class,
      SweepCommand.class,
      BatchCommand.class,
      RetrainCommand.class,
      EvaluateCommand.class,
      ExportCommand.class,
      StatusCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      ProfileCommand.class,
      TablesCommand.class,
      DescribeCommand.class
    })
public final class Main {

  private static final String EXAMPLE = "  ";
  private static final String CONTINUED = " \\";

  /**
   * Runs a command. A success returns, for Spark in cluster mode takes an early {@code exit} for a
   * failure.
   */
  public static void main(String[] args) {
    int code = run(args, console(System.out), console(System.err));
    if (code != 0) {
      System.exit(code);
    }
  }

  /** In the charset of the terminal. */
  private static PrintWriter console(PrintStream stream) {
    return new PrintWriter(stream, true, Charset.forName(System.getProperty("native.encoding")));
  }

  static int run(String[] args, PrintWriter out, PrintWriter err) {
    CommandLine commands = new CommandLine(new Main()).setOut(out).setErr(err);
    commands.getSubcommands().values().forEach(Main::addExitCodes);
    commands.getSubcommands().values().forEach(Main::continueExamples);
    commands.setParameterExceptionHandler(Failures::refuseUsage);
    commands.setExecutionExceptionHandler(Failures::report);
    return commands.execute(args);
  }

  /** Else the help breaks long examples within words, and they do not run when copied. */
  private static void continueExamples(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.footer(
        Stream.of(usage.footer())
            .flatMap(line -> continued(line, usage.width() - 1))
            .toArray(String[]::new));
    command.getSubcommands().values().forEach(Main::continueExamples);
  }

  private static Stream<String> continued(String line, int width) {
    int end = line.length() <= width ? -1 : line.lastIndexOf(" --", width - CONTINUED.length());
    return !line.startsWith(EXAMPLE) || end < EXAMPLE.length()
        ? Stream.of(line)
        : Stream.concat(
            Stream.of(line.substring(0, end) + CONTINUED),
            continued(EXAMPLE + "  " + line.substring(end + 1), width));
  }

  private static void addExitCodes(CommandLine command) {
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(String.valueOf(code.code()), code.meaning());
    }
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(codes);
    command.getSubcommands().values().forEach(Main::addExitCodes);
  }
}
