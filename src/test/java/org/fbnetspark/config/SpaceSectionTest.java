package org.fbnetspark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fbnetspark.config.ExperimentTest.read;
import static org.fbnetspark.config.ExperimentTest.refusal;

import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.experiment.SpaceSettings;
import org.junit.jupiter.api.Test;

class SpaceSectionTest {

  @Test
  void partsOfAPublishedSpaceAreReplaced() {
    SpaceSettings space =
        read("space.name=tiny", "space.candidates=[mb_k3_e6, skip]", "space.last-width=64").space();
    LayerwiseDefinition replaced = (LayerwiseDefinition) space.definition();
    assertThat(replaced.candidates()).containsExactly("mb_k3_e6", "skip");
    assertThat(replaced.lastWidth()).isEqualTo(64);
    assertThat(replaced.stages())
        .isEqualTo(((LayerwiseDefinition) SpaceCatalog.named("tiny")).stages());
    assertThat(space.inputStated()).isFalse();
    assertThat(space.lastMap()).isEqualTo(4);
    assertThat(read("space.last-map=1").space().lastMap()).isEqualTo(1);
    assertThat(replaced.activation()).isEqualTo(Activation.RELU);
    LayerwiseDefinition capped =
        (LayerwiseDefinition) read("space.activation=relu6").space().definition();
    assertThat(capped.activation()).isEqualTo(Activation.RELU6);
    assertThat(refusal("space.activation=swish"))
        .contains("space.activation", "must be one of relu, relu6, hard-swish");
    assertThat(refusal("space.name=darts-cifar", "space.cell-stem=imagnet"))
        .contains("space.cell-stem", "did you mean imagenet?");
  }

  @Test
  void partsOfAPublishedSpaceOfMaskedWidthsAreReplaced() {
    SpaceSettings space = read("space.name=fbnet-v2-cifar", "space.input=[16, 16, 3]").space();
    assertThat(space.definition().input()).isEqualTo(new ImageShape(16, 16, 3));
    MaskedDefinition one =
        (MaskedDefinition)
            read("space.name=fbnet-v2-cifar", "space.sides=[32]", "space.last-width=64")
                .space()
                .definition();
    assertThat(one.inputs()).containsExactly(new ImageShape(32, 32, 3));
    assertThat(one.lastWidth()).isEqualTo(64);
    assertThat(one.rows())
        .isEqualTo(((MaskedDefinition) SpaceCatalog.named("fbnet-v2-cifar")).rows());
    assertThat(refusal("space.name=fbnet-v2-f", "space.candidates=[skip]", "space.sides=[64, 32]"))
        .contains("space.candidates", "must be null: fbnet-v2-f is made of rows of masked widths");
    assertThat(refusal("space.name=fbnet-v2-f", "space.sides=[64, 32]"))
        .contains("space.sides", "sides must rise");
    assertThat(refusal("space.sides=[32]"))
        .contains("space.sides", "must be null: fbnet-v1 is made of stages of layers");
  }

  @Test
  void spaceOfMaskedWidthsOfOnesOwnNeedsNoJava() {
    String[] own = {
      "space.name=mine",
      "space.input=[28, 28, 1]",
      "space.stem={kernel=3, width=8, stride=1}",
      "space.rows=[{widths=[8, 12], expansions=[0.75, 1.5], kernels=[0, 3], layers=2, stride=1},"
          + " {widths=[16], expansions=[3], kernels=[3, 5], activations=[relu, hard-swish],"
          + " squeeze-excite=[none, se], layers=2, stride=2, shared=false}]",
      "space.last-width=32"
    };
    SpaceSettings space = read(own).space();
    assertThat(space.definition().space().size()).isEqualTo(2 * 2 * 2 * 8 * 8);
    assertThat(space.definition().input()).isEqualTo(new ImageShape(28, 28, 1));
    own[3] = "space.rows=[{widths=[8], expansions=[1], kernels=[4], activations=[tanh], layers=1}]";
    assertThat(refusal(own))
        .contains("space.rows[0].activations", "must be of relu, relu6, hard-swish")
        .contains("space.rows[0].stride");
    own[3] = "space.rows=[{widths=[8], expansions=[1], kernels=[4], layers=1, stride=1}]";
    assertThat(refusal(own))
        .contains("space.rows", "rows[0].kernels must be 0 (skip), 3, 5 or 7, but was 4");
  }

  @Test
  void spaceOfOnesOwnNeedsNoJava() {
    SpaceSettings space =
        read(
                "space.name=mine",
                "space.input=[28, 28, 1]",
                "space.stem={kernel=3, width=8, stride=1}",
                "space.stages=[{width=8, layers=2, stride=1, candidates=[mb_k3_e1, skip]},"
                    + " {width=16, layers=1, stride=2}]",
                "space.candidates=[mb_k3_e6, mb_k5_e1_g2]",
                "space.last-width=32")
            .space();
    assertThat(space.inputStated()).isTrue();
    assertThat(space.definition().input()).isEqualTo(new ImageShape(28, 28, 1));
    assertThat(space.definition().space().choices()).hasSize(3);
    assertThat(space.definition().space().size()).isEqualTo(8);
  }
}
