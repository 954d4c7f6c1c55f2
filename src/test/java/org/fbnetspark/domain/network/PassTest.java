package org.fbnetspark.domain.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.shape.Subsampling;
import org.fbnetspark.testing.SmallNets;
import org.fbnetspark.testing.SmallSides;
import org.junit.jupiter.api.Test;

class PassTest {

  private static final int SIDES = 2;

  private static Subsampling square(int from, int to, int channels) {
    return new Subsampling(new ImageShape(from, from, channels), new ImageShape(to, to, channels));
  }

  private static Condition side(int option) {
    return Condition.of(SIDES, option);
  }

  @Test
  void aNodeIsComputedOnceForEachSetOfItsMaps() {
    List<List<Pass>> passes = Pass.of(SmallSides.CHAIN.network());
    List<Subsampling> two = List.of(square(2, 1, 6), square(2, 1, 6));
    // Sides 4, 6, 7 and 8 become 2, 3, 4 and 4, then 1, 2, 2 and 2.
    assertThat(passes.get(0))
        .containsExactly(
            new Pass(List.of(side(0)), List.of(square(8, 4, 3)), square(4, 2, 4)),
            new Pass(List.of(side(1)), List.of(square(8, 6, 3)), square(4, 3, 4)),
            new Pass(List.of(side(2)), List.of(square(8, 7, 3)), square(4, 4, 4)),
            new Pass(List.of(side(3)), List.of(square(8, 8, 3)), square(4, 4, 4)));
    assertThat(passes.get(1))
        .extracting(Pass::when)
        .containsExactly(List.of(side(0)), List.of(side(1)), List.of(side(2), side(3)));
    assertThat(passes.get(2))
        .containsExactly(
            new Pass(List.of(side(0)), two, square(2, 1, 6)),
            new Pass(
                List.of(side(1), side(2), side(3)),
                List.of(square(2, 2, 6), square(2, 2, 6)),
                square(2, 2, 6)));
    Pass classifier = passes.get(5).get(0);
    assertThat(passes.get(5)).hasSize(1);
    assertThat(classifier.when()).isEmpty();
    assertThat(classifier.leaves()).isEqualTo(square(1, 1, SmallNets.CLASSES));
  }

  @Test
  void largestMapsComeLast() {
    for (List<Pass> node : Pass.of(SmallSides.GRAPH.network())) {
      assertThat(node.get(node.size() - 1).leaves().keepsAll()).isTrue();
    }
    assertThat(Pass.of(SmallSides.GRAPH.network()).get(0))
        .extracting(pass -> pass.leaves().to())
        .containsExactly(new ImageShape(2, 2, 4), new ImageShape(3, 4, 4), new ImageShape(5, 4, 4));
  }

  @Test
  void withoutAChoiceOfSidesThereIsOnePassOfTheWholeMaps() {
    for (List<Pass> node : Pass.of(SmallSides.CHAIN.network().at(new int[] {0, 0, 1}))) {
      assertThat(node).hasSize(1);
      assertThat(node.get(0).when()).isEmpty();
      assertThat(node.get(0).reads()).allMatch(Subsampling::keepsAll);
      assertThat(node.get(0).leaves().keepsAll()).isTrue();
    }
  }
}
