package org.fbnetspark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.fbnetspark.config.ConfigRefused;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one block on standard error and an exit code. */
final class Failures {

  private static final int DEEPEST_CAUSE = 8;

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
    err.println("error: " + message(failure));
    String said = message(failure);
    Throwable cause = failure.getCause();
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (!said.contains(message(cause))) {
        err.println("  because: " + message(cause));
        said += message(cause);
      }
      cause = cause.getCause();
    }
    if (parsed.hasSubcommand() && parsed.subcommand().hasMatchedOption("--debug")) {
      failure.printStackTrace(err);
    }
    return exitCode(failure).code();
  }

  /** What a failure means to a script. */
  static ExitCode exitCode(Throwable failure) {
    if (failure instanceof ConfigRefused) {
      return ExitCode.REFUSED;
    }
    if (failure instanceof IOException || failure instanceof UncheckedIOException) {
      return ExitCode.DATA_REFUSED;
    }
    return ExitCode.FAILED;
  }

  private static String message(Throwable failure) {
    boolean telling = failure.getMessage() != null && !failure.getMessage().isBlank();
    return telling ? failure.getMessage() : failure.getClass().getSimpleName();
  }
}
