package org.fbnetspark.cli;

import picocli.CommandLine.Model.CommandSpec;

/** Where a command speaks: documents to standard output, all else to standard error. */
record Console(CommandSpec spec) {

  /** A line for a person. */
  void line(String text) {
    spec.commandLine().getErr().println(text);
  }

  /** The answer. */
  void document(String text) {
    spec.commandLine().getOut().println(text.stripTrailing());
  }
}
