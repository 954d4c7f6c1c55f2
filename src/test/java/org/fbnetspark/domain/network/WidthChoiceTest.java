package org.fbnetspark.domain.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.testing.SmallGraph;
import org.fbnetspark.testing.SmallMasked;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SmallSides;
import org.junit.jupiter.api.Test;

class WidthChoiceTest {

  private static List<String> names(Space space) {
    return WidthChoice.of(space.network()).stream()
        .map(choice -> space.choices().get(choice.choice()).name())
        .toList();
  }

  @Test
  void widthsAndExpansionsAreOnesAndNothingElseIs() {
    assertThat(names(SmallMasked.STRIDED))
        .containsExactly(
            "stage1.width",
            "stage1.expansion",
            "stage2.layer1.width",
            "stage3.layer1.expansion",
            "stage3.layer2.expansion");
    assertThat(names(SmallSides.MASKED))
        .containsExactly(
            "stage1.width", "stage1.expansion", "stage2.layer1.width", "stage2.layer2.width");
    assertThat(names(SmallSearch.SPACE)).isEmpty();
    assertThat(names(SmallGraph.SPACE)).isEmpty();
    assertThat(names(SmallSides.CHAIN)).isEmpty();
  }

  /** In whatever order a configuration has them. */
  @Test
  void channelsDecideTheOrderOfTheCandidates() {
    Space space =
        new MaskedDefinition(
                "disordered",
                List.of(new ImageShape(8, 8, 3)),
                new LayerwiseDefinition.Stem(3, 8, 2),
                List.of(
                    new MaskedDefinition.Row(
                        List.of(12, 20, 8),
                        List.of(3.0, 1.0, 6.0),
                        List.of(3, MaskedDefinition.SKIP),
                        List.of(Activation.RELU),
                        List.of(true, false),
                        2,
                        1,
                        true)),
                12,
                3)
            .space();
    assertThat(WidthChoice.of(space.network()))
        .containsExactly(
            new WidthChoice(0, List.of(1, 0, 2)), new WidthChoice(1, List.of(2, 0, 1)));
  }
}
