package org.fbnetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {

  static Stream<CommandLine> commands() {
    return all(new CommandLine(new Main()));
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::all));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void examplesRunWhenTheyAreCopied(CommandLine command) {
    String[] words = command.getCommandSpec().qualifiedName().split(" ");
    StringWriter help = new StringWriter();
    String[] arguments = Arrays.copyOfRange(words, 1, words.length + 1);
    arguments[words.length - 1] = "--help";
    Main.run(arguments, new PrintWriter(help), new PrintWriter(help));
    String joined = help.toString().replaceAll(" \\\\\n +", " ");
    for (String example : command.getCommandSpec().usageMessage().footer()) {
      assertThat(joined).contains(example.strip().replace("%%", "%"));
    }
  }

  /** Texts are formats: a bare percent sign makes a warning in front of the help. */
  @ParameterizedTest
  @MethodSource("commands")
  void textsAreFormatsThatNeedNothing(CommandLine command) {
    CommandLine.Model.CommandSpec spec = command.getCommandSpec();
    Stream<String> own =
        Stream.of(spec.usageMessage().description(), spec.usageMessage().footer())
            .flatMap(Arrays::stream);
    Stream<String> arguments = spec.args().stream().flatMap(of -> Arrays.stream(of.description()));
    Stream.concat(own, arguments)
        .forEach(
            text ->
                assertThatCode(
                        () -> String.format(Locale.ROOT, text.replaceAll("\\$\\{[^}]*}", "")))
                    .as(text)
                    .doesNotThrowAnyException());
  }
}
