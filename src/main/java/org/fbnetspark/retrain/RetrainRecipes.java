package org.fbnetspark.retrain;

import java.util.Optional;
import java.util.stream.Stream;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * What a configuration says about retraining before the images are known.
 *
 * @param choice which recipe
 * @param paper the paper's final training
 * @param smallImages for images as small as CIFAR's
 */
public record RetrainRecipes(Choice choice, RetrainRecipe paper, RetrainRecipe smallImages) {

  private static final int LARGEST_SMALL_SIDE = 64;

  /** Which recipe is used. */
  public enum Choice {
    /** By the size of the images. */
    AUTO,
    /** {@link RetrainRecipes#paper}. */
    PAPER,
    /** {@link RetrainRecipes#smallImages}. */
    SMALL_IMAGES
  }

  /** The recipe for the images of a data set, which networks of it may take smaller. */
  public RetrainRecipe of(ImageShape images) {
    boolean small = Math.max(images.height(), images.width()) <= LARGEST_SMALL_SIDE;
    return choice == Choice.SMALL_IMAGES || (choice == Choice.AUTO && small) ? smallImages : paper;
  }

  /** The recipe of a name. */
  public Optional<RetrainRecipe> named(String name) {
    return Stream.of(paper, smallImages).filter(recipe -> recipe.name().equals(name)).findFirst();
  }
}
