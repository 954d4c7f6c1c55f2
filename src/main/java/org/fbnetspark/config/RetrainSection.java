package org.fbnetspark.config;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.train.LearningRate;
import org.fbnetspark.retrain.CellRecipe;
import org.fbnetspark.retrain.RetrainEngine;
import org.fbnetspark.retrain.RetrainRecipe;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.retrain.RetrainSettings;

/** Reads {@code retrain.*}. */
final class RetrainSection {

  private static final String PAPER = "paper";
  private static final String SMALL_IMAGES = "small-images";
  private static final Range BELOW_ONE = Range.atLeastBelow(0, 1);
  private static final Range WITHIN = Range.aboveBelow(0, 1);

  private final Keys keys;

  RetrainSection(Keys keys) {
    this.keys = keys;
  }

  RetrainRecipes read() {
    return read(
        keys.named("retrain.engine", RetrainEngine.class),
        keys.optionalInteger("retrain.epochs", Range.atLeast(1)));
  }

  /** The recipes for the finalists of a search: rounds, as only they train every op. */
  RetrainRecipes read(int epochs) {
    return read(RetrainEngine.ROUNDS, Optional.of(epochs));
  }

  private RetrainRecipes read(RetrainEngine engine, Optional<Integer> epochs) {
    RetrainRecipes.Choice choice = keys.named("retrain.recipe", RetrainRecipes.Choice.class);
    return new RetrainRecipes(
        choice, recipe(PAPER, engine, epochs), recipe(SMALL_IMAGES, engine, epochs));
  }

  private RetrainRecipe recipe(String name, RetrainEngine engine, Optional<Integer> ownEpochs) {
    String path = "retrain.recipes." + name;
    int recipeEpochs = keys.integer(path + ".epochs", Range.atLeast(1));
    int epochs = ownEpochs.orElse(recipeEpochs);
    RetrainSettings settings =
        new RetrainSettings(
            keys.longInteger("seed"),
            engine,
            epochs,
            keys.integer("retrain.batch", Range.atLeast(1)),
            keys.integer("retrain.shards", Range.atLeast(1)),
            keys.integer("retrain.steps-per-round", Range.atLeast(1)),
            learningRate(path, epochs),
            keys.number(path + ".momentum", BELOW_ONE),
            own("weight-decay", path, Range.atLeast(0)),
            own("label-smoothing", path, BELOW_ONE),
            own("dropout", path, BELOW_ONE),
            keys.number("retrain.average-decay", BELOW_ONE),
            keys.number("retrain.held-out-share", WITHIN),
            keys.integer("retrain.statistics-batches", Range.atLeast(1)),
            keys.optionalInteger("retrain.patience", Range.atLeast(1)),
            new OuterKeys(keys, "retrain").read(),
            new CellRecipe(
                keys.number("retrain.auxiliary-weight", Range.atLeast(0)),
                keys.number("retrain.drop-path", BELOW_ONE)));
    return new RetrainRecipe(
        name, settings, new DataSection(keys).augmentation(path + ".augmentation"));
  }

  /** The value of the section itself, else the recipe's. */
  private double own(String key, String path, Range range) {
    return keys.optionalNumber("retrain." + key, range)
        .orElse(keys.number(path + "." + key, range));
  }

  private LearningRate learningRate(String path, int epochs) {
    double initial = own("learning-rate", path, Range.above(0));
    double factor = keys.number(path + ".step-factor", Range.aboveUpTo(0, 1));
    List<Double> shares = keys.numbers(path + ".step-shares", WITHIN);
    double warmUp = keys.number(path + ".warm-up-share", BELOW_ONE);
    String schedule = keys.named(path + ".schedule", List.of("cosine", "step", "constant"));
    LearningRate rate =
        switch (schedule) {
          case "cosine" -> new LearningRate.Cosine(initial, 0, epochs);
          case "step" -> new LearningRate.Step(initial, factor, inEpochs(shares, epochs));
          default -> new LearningRate.Constant(initial);
        };
    return new LearningRate.WarmUp(rate, warmUp * epochs);
  }

  private static List<Integer> inEpochs(List<Double> shares, int epochs) {
    return shares.stream().map(share -> (int) Math.round(share * epochs)).toList();
  }
}
