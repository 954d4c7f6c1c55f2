package org.fbnetspark.report;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.evaluation.Confusion;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.evaluation.EvaluationRecord;
import org.fbnetspark.retrain.RetrainRecord;

/** What came of a retraining, in figures. */
final class RetrainOutcome {

  private RetrainOutcome() {}

  static Section of(RetrainRecord run) {
    return new Section("outcome", "Outcome", Tile.list(tiles(run)));
  }

  /** The outcome in a sentence or two. */
  static String lead(RetrainRecord run) {
    String best =
        run.best()
            .map(
                epoch ->
                    " The best network, of epoch "
                        + (epoch.epoch() + 1)
                        + ", has "
                        + Figures.accuracy(epoch.heldOutAccuracy())
                        + " of the held-out images right.")
            .orElse("");
    if (!run.finished()) {
      return "Not finished: "
          + run.epochs().size()
          + " of "
          + run.recipe().settings().epochs()
          + " epochs are done."
          + best;
    }
    return run.test()
            .map(
                test ->
                    Figures.accuracy(test.confusion().accuracy())
                        + " of "
                        + Figures.count(test.confusion().examples())
                        + " test images are right.")
            .orElse("The data has no test images.")
        + best;
  }

  private static List<Tile> tiles(RetrainRecord run) {
    List<Tile> tiles = new ArrayList<>();
    run.test().ifPresent(test -> tiles.addAll(tiles(test)));
    run.best()
        .ifPresent(
            best ->
                tiles.add(
                    new Tile(
                        "held-out accuracy",
                        Figures.accuracy(best.heldOutAccuracy()),
                        "of the best, epoch " + (best.epoch() + 1))));
    tiles.add(new Tile("MACs", Figures.count(run.network().macs()), "an example"));
    tiles.add(new Tile("parameters", Figures.count(run.network().parameters()), "weights"));
    tiles.add(
        new Tile(
            "epochs",
            run.epochs().size() + " of " + run.recipe().settings().epochs(),
            "recipe " + run.recipe().name()));
    run.last()
        .ifPresent(
            last ->
                tiles.add(
                    new Tile(
                        "images/s", Figures.count(last.imagesPerSecond()), "in the last epoch")));
    return tiles;
  }

  private static List<Tile> tiles(EvaluationRecord test) {
    Confusion confusion = test.confusion();
    List<Tile> tiles = new ArrayList<>();
    tiles.add(
        new Tile(
            "test accuracy",
            Figures.accuracy(confusion.accuracy()),
            "95 %: " + Figures.interval(confusion.interval())));
    test.topAccuracy()
        .ifPresent(
            share ->
                tiles.add(
                    new Tile(
                        "test top-" + Evaluation.TOP,
                        Figures.accuracy(share),
                        "label among " + Evaluation.TOP)));
    tiles.add(
        new Tile(
            "calibration error",
            Figures.accuracy(test.calibrationError()),
            "confidence off by that"));
    return tiles;
  }
}
