package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fbnetspark.driver.prepare.PrepareJob;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.Locales;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run is the same in every country. */
class LocaleTest {

  private static final Pattern FOREIGN_SIGN = Pattern.compile("[\\p{Nd}\u0131&&[^0-9]]");

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir private static Path shared;
  private static SearchSummary expected;
  private static List<String> names;

  @TempDir private Path directory;

  private final List<String> lines = new ArrayList<>();

  @BeforeAll
  static void searchAtHome() throws IOException {
    Path home = shared.resolve("home");
    expected =
        new SearchJob(
                SPARK.context(),
                SmallSearch.experiment(SPARK.stripes(), 2),
                SmallSearch.start(home, false),
                line -> {})
            .run()
            .get(0)
            .summary();
    names = names(home);
  }

  @ParameterizedTest
  @MethodSource("org.fbnetspark.testing.Locales#foreign")
  void aSearchWritesTheSameNamesDigitsAndBitsAndGoesOn(String tag) throws Exception {
    Path run = directory.resolve("run");
    Locales.under(tag, () -> search(run, false));
    assertThat(names(run)).isEqualTo(names);
    Files.delete(run.resolve("checkpoints/epoch-000002.state"));

    Locales.under(tag, () -> search(run, true));

    assertThat(names(run)).isEqualTo(names);
    assertThat(lines)
        .anyMatch(line -> line.startsWith("resuming after 1 epochs"))
        .noneMatch(line -> FOREIGN_SIGN.matcher(line).find());
    assertThat(run.resolve("metrics.jsonl")).content().matches("[\n -~]*");
  }

  private void search(Path run, boolean resume) throws IOException {
    SearchSummary summary =
        new SearchJob(
                SPARK.context(),
                SmallSearch.experiment(SPARK.stripes(), 2),
                SmallSearch.start(run, resume),
                lines::add)
            .run()
            .get(0)
            .summary();
    assertThat(summary.thetaSha256()).isEqualTo(expected.thetaSha256());
    assertThat(summary.weightsSha256()).isEqualTo(expected.weightsSha256());
  }

  @ParameterizedTest
  @MethodSource("org.fbnetspark.testing.Locales#foreign")
  void aPreparationNamesItsShardsInTheSameDigits(String tag) throws Exception {
    Path output = directory.resolve("drawn");
    Locales.under(
        tag,
        () ->
            new PrepareJob(SPARK.context(), lines::add)
                .run(SmallSearch.experiment(SPARK.stripes(), 1).preparation(), output.toString()));

    assertThat(names(output))
        .containsExactly(
            "dataset.json",
            "test-00000.shard",
            "train-00000.shard",
            "train-00001.shard",
            "train-00002.shard",
            "train-00003.shard");
    assertThat(lines).allSatisfy(line -> assertThat(line).matches("[\n -~]*"));
  }

  @Test
  void checkpointsUnderUnknownNamesAreNotTakenForNone() throws IOException {
    Path run = directory.resolve("run");
    search(run, false);
    Path checkpoints = run.resolve("checkpoints");
    Files.delete(checkpoints.resolve("epoch-000001.state"));
    Files.move(
        checkpoints.resolve("epoch-000002.state"),
        checkpoints.resolve("epoch-\u0660\u0660\u0660\u0660\u0660\u0662.state"));

    assertThatThrownBy(() -> search(run, true))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("epoch-\u0660\u0660\u0660\u0660\u0660\u0662.state")
        .hasMessageContaining("Rename checkpoints to epoch-000001.state");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.startsWith("tensorboard"))
          .sorted()
          .toList();
    }
  }
}
