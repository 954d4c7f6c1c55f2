package org.fbnetspark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.fbnetspark.config.ConfigRefused;
import org.fbnetspark.domain.cost.UnfitLatenciesException;
import org.fbnetspark.driver.rounds.NoExecutorsException;
import org.fbnetspark.driver.rounds.SparkStoppedException;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.store.CorruptFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one block on standard error and an exit code. */
final class Failures {

  private Failures() {}

  /** Options that cannot be understood. */
  static int refuseUsage(ParameterException wrong, String[] args) {
    PrintWriter err = wrong.getCommandLine().getErr();
    err.println("error: " + wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("  --help lists the options");
    return ExitCode.REFUSED.code();
  }

  /** A command that threw. */
  static int report(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    String said = "";
    for (Throwable cause : ExceptionUtils.getThrowableList(failure)) {
      String message = message(cause);
      if (!said.contains(message)) {
        err.println((said.isEmpty() ? "error: " : "  because: ") + message);
        said += message;
      }
    }
    if (innermost(parsed).hasMatchedOption("--debug")) {
      failure.printStackTrace(err);
    }
    return exitCode(failure).code();
  }

  private static ParseResult innermost(ParseResult parsed) {
    return parsed.hasSubcommand() ? innermost(parsed.subcommand()) : parsed;
  }

  /** What a failure means to a script. */
  static ExitCode exitCode(Throwable failure) {
    if (failure instanceof ConfigRefused
        || failure instanceof JobRefusedException
        || failure instanceof NoExecutorsException
        || failure instanceof SparkStoppedException) {
      return ExitCode.REFUSED;
    }
    boolean ofData =
        failure instanceof IOException
            || failure instanceof UncheckedIOException
            || ExceptionUtils.getThrowableList(failure).stream()
                .anyMatch(
                    cause ->
                        cause instanceof UnfitLatenciesException
                            || cause instanceof CorruptFileException);
    return ofData ? ExitCode.DATA_REFUSED : ExitCode.FAILED;
  }

  /** What a failure says, without the stack traces that Spark writes into its messages. */
  private static String message(Throwable failure) {
    String text = failure.getMessage() == null ? "" : failure.getMessage();
    String told =
        text.lines()
            .filter(line -> !line.startsWith("\t") && !line.equals("Driver stacktrace:"))
            .collect(Collectors.joining(System.lineSeparator()))
            .strip();
    return told.isEmpty() ? failure.getClass().getSimpleName() : told;
  }
}
