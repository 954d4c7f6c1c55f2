package org.fbnetspark.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fbnetspark.data.SkippedExamples.Group;
import org.junit.jupiter.api.Test;

class SkippedExamplesTest {

  @Test
  void countsAllAndNamesTheFirst() {
    SkippedExamples skipped = SkippedExamples.NONE;
    for (int i = 0; i < 12; i++) {
      skipped = skipped.with("a" + i, "ends early");
    }
    skipped = skipped.and(SkippedExamples.NONE.with("b", "is empty").with("c", "ends early"));

    assertThat(skipped.total()).isEqualTo(14);
    assertThat(skipped.groups()).extracting(Group::total).containsExactly(13, 1);
    assertThat(skipped.groups().get(0).first()).hasSize(10).startsWith("a0").endsWith("a9");
  }

  @Test
  void staysSmallWhateverTheReasons() {
    SkippedExamples skipped = SkippedExamples.NONE;
    for (int i = 0; i < 100; i++) {
      skipped = skipped.with("a" + i, "reason " + i);
      skipped = skipped.with("a" + i, "reason 0");
    }

    assertThat(skipped.groups()).hasSize(SkippedExamples.REASONS + 1);
    assertThat(skipped.total()).isEqualTo(200);
    assertThat(skipped.groups().get(0).total()).isEqualTo(101);
    assertThat(skipped.groups().get(SkippedExamples.REASONS).total()).isEqualTo(80);
    assertThat(skipped.groups().get(SkippedExamples.REASONS).first()).startsWith("a20");
  }

  @Test
  void printsNothingThatSteersATerminal() {
    SkippedExamples skipped =
        SkippedExamples.NONE.with("d/".repeat(200) + "a\u001B[2J\u009B.jpg", "line\nline\u202E");

    assertThat(skipped.groups().get(0).reason()).isEqualTo("line?line?");
    assertThat(skipped.groups().get(0).first().get(0))
        .startsWith("…")
        .endsWith("d/a?[2J?.jpg")
        .hasSizeLessThan(210);
    assertThat(skipped).isEqualTo(new SkippedExamples(List.copyOf(skipped.groups())));
  }
}
