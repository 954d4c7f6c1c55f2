package org.fbnetspark.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CellRecipeTest {

  /** As in the authors' code: the whole of it would be reached in the epoch after the last. */
  @Test
  void dropPathRisesInALineFromNothing() {
    CellRecipe recipe = new CellRecipe(0.4, 0.2);
    int epochs = 600;
    assertThat(recipe.dropPath(0, epochs)).isZero();
    assertThat(recipe.dropPath(150, epochs)).isCloseTo(0.05, within(1e-12));
    assertThat(recipe.dropPath(599, epochs)).isCloseTo(0.2 * 599 / 600, within(1e-12));
    assertThat(recipe.dropPath(epochs, epochs)).isEqualTo(0.2);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      assertThat(recipe.dropPath(epoch, epochs) - recipe.dropPath(epoch - 1, epochs))
          .isCloseTo(0.2 / 600, within(1e-12));
    }
  }

  @Test
  void withoutDropPathNoneIsEverDropped() {
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(CellRecipe.NONE.dropPath(epoch, 3)).isZero();
    }
  }
}
