package org.fbnetspark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

  private static final String DEFAULTS =
      "a { epochs = 90, rate = 0.1, on = true, kind = red, off = null, path = x, widths = [1, 2] }";

  private final Problems problems = new Problems();

  private Keys keys(String values) {
    ConfigObject defaults = ConfigFactory.parseString(DEFAULTS).root();
    return new Keys(
        ConfigFactory.parseString(values).withFallback(defaults).root(), defaults, problems);
  }

  private void assertProblem(String text) {
    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining(text);
  }

  @Test
  void defaultsAreReadAndRecorded() {
    Keys keys = keys("");
    assertThat(keys.integer("a.epochs", Range.atLeast(1))).isEqualTo(90);
    assertThat(keys.number("a.rate", Range.above(0))).isEqualTo(0.1);
    assertThat(keys.truth("a.on")).isTrue();
    assertThat(keys.named("a.kind", List.of("red", "blue"))).isEqualTo("red");
    assertThat(keys.optionalNumber("a.off", Range.above(0))).isEmpty();
    assertThat(keys.integers("a.widths", Range.atLeast(1))).containsExactly(1, 2);
    assertThat(keys.read())
        .isEqualTo(Set.of("a.epochs", "a.rate", "a.on", "a.kind", "a.off", "a.widths"));
    problems.throwIfAny();
  }

  @Test
  void valueOutOfRangeIsNotedAndTheDefaultRead() {
    assertThat(keys("a.epochs = 0").integer("a.epochs", Range.atLeast(1))).isEqualTo(90);
    assertProblem("a.epochs = 0 (String:1): must be an integer of at least 1");
  }

  @Test
  void fractionIsNoInteger() {
    keys("a.epochs = 1.5").integer("a.epochs", Range.atLeast(1));
    assertProblem("must be an integer of at least 1");
  }

  @Test
  void integerBeyond32BitsIsRefused() {
    keys("a.epochs = 3000000000").integer("a.epochs", Range.atLeast(1));
    assertProblem("a.epochs = 3000000000");
  }

  @Test
  void textIsNoNumber() {
    keys("a.rate = fast").number("a.rate", Range.aboveUpTo(0, 1));
    assertProblem("a.rate = \"fast\" (String:1): must be a number above 0 and at most 1");
  }

  @Test
  void wordIsNoTruth() {
    keys("a.on = maybe").truth("a.on");
    assertProblem("must be true or false");
  }

  @Test
  void nameOutsideOfTheListIsRefusedWithTheList() {
    keys("a.kind = green").named("a.kind", List.of("red", "blue"));
    assertProblem("must be one of red, blue");
  }

  @Test
  void emptyTextIsRefused() {
    keys("a.path = \"\"").text("a.path");
    assertProblem("must be a text that is not empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${HOME}/x", "$HOME/x", "runs/${name}", "~somebody/x"})
  void aPathThatAShellShouldHaveReplacedIsRefused(String path) {
    keys("a.path = \"" + path + "\"").path("a.path");
    assertProblem("only a shell replaces");
  }

  @ParameterizedTest
  @ValueSource(strings = {"~/x", "a/b$c", "hdfs://host/~x", "cost$"})
  void otherPathsAreTakenAsTheyAre(String path) {
    assertThat(keys("a.path = \"" + path + "\"").path("a.path")).isEqualTo(path);
  }

  @Test
  void listWithAWrongElementIsRefused() {
    assertThat(keys("a.widths = [1, -1]").integers("a.widths", Range.atLeast(1)))
        .containsExactly(1, 2);
    assertProblem("must be a list of integers, each of at least 1");
  }

  @Test
  void numbersAreFinite() {
    keys("a.rate = 1e999").number("a.rate", Range.above(0));
    assertProblem("a.rate = Infinity (String:1): must be a number above 0");
    keys("a.epochs = 1e999").integer("a.epochs", Range.atLeast(1));
    assertProblem("a.epochs = Infinity (String:1): must be an integer of at least 1");
    keys("a.widths = [1, 1e999]").numbers("a.widths", Range.atLeast(1));
    assertProblem("must be a list of numbers, each of at least 1");
  }

  @Test
  void aRuleThatOnlyFollowsIsNotTold() {
    Keys keys = keys("a { epochs = 0, rate = 3 }");
    keys.integer("a.epochs", Range.atLeast(1));
    keys.refuse("a.rate", "must be below a.epochs (90)");
    keys.refuse("a.epochs", "must be even");
    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOfSatisfying(
            ConfigRefused.class, refused -> assertThat(refused.problems()).hasSize(1));
  }

  @Test
  void longAndRawValuesAreCutAndReadable() {
    keys("a.rate = \"" + "x".repeat(5_000_000) + "\"").number("a.rate", Range.above(0));
    assertThatThrownBy(problems::throwIfAny).message().hasSizeLessThan(400);
    keys("a.kind = \"\\u202e[31m\"").named("a.kind", List.of("red", "blue"));
    assertThatThrownBy(problems::throwIfAny).message().doesNotContain("\u202e");
  }

  @Test
  void nullForAKeyThatNeedsAValueIsRefused() {
    keys("a.epochs = null").integer("a.epochs", Range.atLeast(1));
    assertProblem("a.epochs = null");
  }

  @Test
  void allProblemsComeAtOnce() {
    Keys keys = keys("a { epochs = 0, rate = x, kind = green }");
    keys.integer("a.epochs", Range.atLeast(1));
    keys.number("a.rate", Range.above(0));
    keys.named("a.kind", List.of("red"));
    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOfSatisfying(
            ConfigRefused.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(Problem::key)
                    .isEqualTo(List.of("a.epochs", "a.rate", "a.kind")));
  }

  @Test
  void keyWithoutDefaultIsABug() {
    assertThatThrownBy(() -> keys("").integer("a.missing", Range.atLeast(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a.missing");
  }
}
