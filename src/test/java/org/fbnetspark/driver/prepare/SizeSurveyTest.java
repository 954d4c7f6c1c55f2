package org.fbnetspark.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.fbnetspark.data.ImageFormatException;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;

class SizeSurveyTest {

  private static final ImageShape SMALL = new ImageShape(32, 32, 3);
  private static final ImageShape LARGE = new ImageShape(40, 40, 3);
  private static final SkipLimit LIMIT = new SkipLimit("image folder pets", 0.01);

  private int opened;

  @Test
  void findsTheSizeOfMostAmongManyWithoutOpeningThemAll() throws IOException {
    SizeSurvey survey = survey(600, 99_400);

    assertThat(survey.mostFrequent(LIMIT)).contains(SMALL);
    assertThat(opened).isLessThan(3_000);
  }

  @Test
  void refusesManySizesOfManyImages() throws IOException {
    SizeSurvey survey = survey(30_000, 70_000);

    assertThatThrownBy(() -> survey.mostFrequent(LIMIT))
        .hasMessageMatching(
            "image folder pets holds images of several sizes \\(\\d+ of 32x32x3, \\d+ of 40x40x3;"
                + " 256 of 100000 looked at\\); set prepare.side, to which all are resized");
  }

  @Test
  void countsEveryOneOfFew() throws IOException {
    assertThat(survey(1, 100).mostFrequent(LIMIT)).contains(SMALL);
    SizeSurvey beyond = survey(2, 120);
    assertThatThrownBy(() -> beyond.mostFrequent(LIMIT))
        .hasMessageContaining("(120 of 32x32x3, 2 of 40x40x3); set prepare.side");
  }

  @Test
  void knowsNothingOfImagesWithoutAHeader() throws IOException {
    SizeSurvey survey = new SizeSurvey(new SeedTree(1).generator());
    survey.see(
        "a.jpg",
        () -> {
          throw new ImageFormatException("is empty");
        });

    assertThat(survey.mostFrequent(LIMIT)).isEmpty();
    assertThat(survey.unreadable().groups().get(0).reason()).isEqualTo("is empty");
  }

  private SizeSurvey survey(int large, int small) throws IOException {
    SizeSurvey survey = new SizeSurvey(new SeedTree(1).generator());
    for (int i = 0; i < large + small; i++) {
      ImageShape size = i < large ? LARGE : SMALL;
      survey.see(
          "a.jpg",
          () -> {
            opened++;
            return size;
          });
    }
    return survey;
  }
}
