package org.fbnetspark.domain.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stage;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stem;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.testing.Layers;
import org.junit.jupiter.api.Test;

class LayerwiseDefinitionTest {

  @Test
  void everyProblemIsListedAtOnce() {
    assertThatThrownBy(
            () ->
                definition(
                    new Stem(3, 0, 2),
                    List.of(new Stage(16, 1, 9, List.of("mbk3_e6")), new Stage(8, 0, 1)),
                    List.of("skip", "skip", "fc", "hidden_hs")))
        .hasMessageContaining("stem.width must be from 1 to 65536, but was 0")
        .hasMessageContaining("stages[0].stride must be from 1 to 4, but was 9")
        .hasMessageContaining("No op has the code mbk3_e6; did you mean mb_k3_e6?")
        .hasMessageContaining("stages[1].layers")
        .hasMessageContaining("candidates[1] names skip a second time")
        .hasMessageContaining("fc ends networks")
        .hasMessageContaining("hidden_hs ends networks");
  }

  @Test
  void anEvenKernelHasNoCentre() {
    for (int kernel : new int[] {0, 2, 4, 6, 9}) {
      assertThatThrownBy(
              () ->
                  definition(
                      new Stem(kernel, 8, 2), List.of(new Stage(16, 1, 1)), List.of("mb_k3_e1")))
          .hasMessageContaining("stem.kernel must be odd, from 1 to 7, but was " + kernel);
    }
  }

  @Test
  void aProblemIsOfThePartThatMakesIt() {
    assertThatThrownBy(
            () ->
                definition(
                    new Stem(2, 8, 2), List.of(new Stage(16, 1, 1)), List.of("mb_k3_e1", "mb_k4")))
        .isInstanceOfSatisfying(
            InvalidSpaceException.class,
            invalid ->
                assertThat(invalid.problems())
                    .extracting(InvalidSpaceException.Problem::part)
                    .containsExactly("stem", "candidates"));
  }

  @Test
  void stagesMayOfferTheirOwnCandidates() {
    Space space =
        definition(
                new Stem(3, 8, 2),
                List.of(new Stage(16, 2, 1, List.of("mb_k3_e6")), new Stage(24, 1, 2)),
                List.of("mb_k3_e1", "skip", "conv_k3"))
            .space();
    assertThat(Layers.of(space))
        .extracting(ChainLayer::name)
        .containsExactly(
            "stem",
            "stage1.layer1",
            "stage1.layer2",
            "stage2.layer1",
            "last",
            "pool",
            "classifier");
    assertThat(space.choices()).extracting(Choice::name).containsExactly("stage2.layer1");
    assertThat(space.network().classes()).isEqualTo(10);
  }

  @Test
  void groupsMustDivideTheChannels() {
    LayerwiseDefinition odd =
        definition(
            new Stem(3, 7, 2), List.of(new Stage(16, 1, 1)), List.of("mb_k3_e1", "mb_k3_e1_g2"));
    assertThatThrownBy(odd::space)
        .hasMessageContaining("mb_k3_e1_g2 needs channels divisible by 2, but was 7 to 16");
  }

  @Test
  void aStrideNeedsMoreThanSkip() {
    LayerwiseDefinition strided =
        new LayerwiseDefinition(
            "s",
            new ImageShape(8, 8, 3),
            new Stem(3, 8, 1),
            List.of(new Stage(8, 1, 2)),
            List.of("skip"),
            false,
            16,
            2);
    assertThatThrownBy(strided::space).hasMessageContaining("only skip where 8x8x8 becomes 4x4x8");
  }

  @Test
  void unknownNamesGetTheNearestOne() {
    assertThatThrownBy(() -> SpaceCatalog.named("fbnetv1"))
        .hasMessageContaining("No space is named fbnetv1")
        .hasMessageContaining("did you mean fbnet-v1?");
    assertThat(SpaceCatalog.names())
        .allSatisfy(name -> assertThat(SpaceCatalog.named(name).space().name()).isEqualTo(name));
  }

  private static LayerwiseDefinition definition(
      Stem stem, List<Stage> stages, List<String> candidates) {
    return new LayerwiseDefinition(
        "mine", new ImageShape(32, 32, 3), stem, stages, candidates, true, 64, 10);
  }
}
