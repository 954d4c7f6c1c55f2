package org.fbnetspark.cli;

import org.fbnetspark.config.ConfigRefused;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one block on standard error and an exit code. */
final class Failures {

  private Failures() {}

  static int refuseUsage(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    command.getErr().println("error: " + wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
    command.getErr().println("  --help lists the options");
    return ExitCode.REFUSED.code();
  }

  static int report(Exception failure, CommandLine command, ParseResult parsed) {
    boolean debug =
        parsed.asCommandLineList().stream()
            .anyMatch(c -> c.getParseResult().hasMatchedOption("--debug"));
    if (debug) {
      failure.printStackTrace(command.getErr());
    }
    command.getErr().println("error: " + message(failure));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && !failure.getMessage().contains(cause.getMessage())) {
        command.getErr().println("  because: " + message(cause));
      }
    }
    return exitCode(failure).code();
  }

  static ExitCode exitCode(Throwable failure) {
    if (failure instanceof ConfigRefused) {
      return ExitCode.REFUSED;
    }
    return ExitCode.FAILED;
  }

  private static String message(Throwable failure) {
    boolean telling = failure.getMessage() != null && !failure.getMessage().isBlank();
    return telling ? failure.getMessage() : failure.getClass().getSimpleName();
  }
}
