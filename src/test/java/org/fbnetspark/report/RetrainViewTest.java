package org.fbnetspark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fbnetspark.report.Markup.HOSTILE;
import static org.fbnetspark.report.Markup.found;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.run.RunPath;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.retrain.RetrainRecord;
import org.fbnetspark.testing.SampleRetraining;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class RetrainViewTest {

  private static final String RUN = "file:/runs/1";

  private static String page(RetrainRecord run) {
    return RunPage.html(new RetrainView(run));
  }

  @Test
  void everySectionIsThereTheAnswerFirst() {
    String markup = Markup.of(page(SampleRetraining.finished(RUN)));
    assertThat(found("(?<=<section id=\")[a-z]+|(?<=<h2 id=\")[a-z]+(?=-heading)", markup))
        .containsSubsequence(
            "outcome", "architecture", "epochs", "classes", "recipe", "again", "run");
    assertThat(markup)
        .contains("<h1>tiny-searched, trained</h1>")
        .contains("90.00 % of 50 test images are right")
        .contains("The best network, of epoch 3, has 70.00 % of the held-out images right")
        .contains("95 %: 78.64 to 95.65 %")
        .contains("1 of cat taken for dog", "The recipe small-images", "learning rate")
        .contains("--architecture /runs/1/architecture.json --config /runs/1/config.conf");
  }

  @Test
  void headingsAreInOrderAndEveryChartHasWordsAndATable() {
    String markup = Markup.of(page(SampleRetraining.finished(RUN)));
    List<String> levels = found("(?<=<h)[1-6]", markup);
    assertThat(levels).startsWith("1", "2").containsOnlyOnce("1").doesNotContain("4", "5", "6");
    assertThat(found("class=\"plot\"[^>]*role=\"img\"[^>]*aria-label=\"[^\"]{30,}", markup))
        .hasSize(6);
    assertThat(found("class=\"plot\"[^>]*tabindex=\"0\"|tabindex=\"0\"[^>]*class=\"plot\"", markup))
        .hasSize(6);
    assertThat(found("<details>", markup)).hasSizeGreaterThanOrEqualTo(5);
    assertThat(markup).doesNotContain("http:", "https:", "<link", "<img", "NaN");
  }

  @Test
  void hostileTextIsEscapedInTextAttributesAndData() {
    RetrainRecord sound = SampleRetraining.finished(RUN, Collections.nCopies(3, HOSTILE));
    RetrainRecord run =
        new RetrainRecord(
            new RunRecord(
                new RunPath("hdfs://host/" + HOSTILE),
                RunKind.RETRAIN,
                sound.run().schedule(),
                Map.of(HOSTILE, HOSTILE),
                HOSTILE,
                sound.run().epochs(),
                Optional.of(HOSTILE)),
            SampleRun.architecture(HOSTILE),
            sound.recipe(),
            sound.test());
    String page = page(run);
    assertThat(Markup.of(page)).doesNotContain("<img").contains("&lt;img src=x");
    assertThat(found("<script", page)).hasSize(3);
    assertThat(found("</script", page)).hasSize(3);
    assertThat(found("<[a-z]+ [^>]*onerror=", Markup.of(page).replaceAll("\"[^\"]*\"", "")))
        .isEmpty();
  }

  @Test
  void aRunThatIsNotOverTellsWhatThereIs() {
    String begun = Markup.of(page(SampleRetraining.unfinished(RUN, 0)));
    assertThat(begun)
        .contains("<h1>Training of tiny-searched</h1>", "Not finished: 0 of 4 epochs are done.")
        .contains("No epoch has ended yet")
        .doesNotContain("class=\"plot\"", "<h2 id=\"classes");
    String halfway = Markup.of(page(SampleRetraining.unfinished(RUN, 2)));
    assertThat(halfway).contains("2 of 4 epochs are done. The best network, of epoch 2");
    assertThat(found("class=\"plot\"", halfway)).hasSize(4);
  }

  @Test
  void veryManyClassesAreATableAlone() {
    List<String> names = IntStream.range(0, 101).mapToObj(i -> "class " + i).toList();
    RetrainRecord run = SampleRetraining.finished(RUN, names);
    assertThat(ChartsJson.of(new RetrainView(run)).json()).doesNotContain("confusion");
    assertThat(found("class=\"plot\"", Markup.of(page(run)))).hasSize(4);
    assertThat(Markup.of(page(run))).contains("class 100", "Most frequent mistakes: 1 of class 0");
  }

  @Test
  void comparisonsHaveALineForEachRun() {
    List<RunView> runs =
        List.of(
            new RetrainView(SampleRetraining.finished(RUN)),
            new RetrainView(SampleRetraining.unfinished("file:/runs/<b>", 2)));
    String markup = Markup.of(Comparison.html(runs));
    assertThat(markup)
        .contains("Comparison of 2 retrainings", "1 1", "2 &lt;b&gt;", "78.64 to 95.65 %")
        .doesNotContain("<b>");
    assertThat(found("class=\"plot\"", markup)).hasSize(5);
  }
}
