package org.fbnetspark.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fbnetspark.domain.evaluation.Confusion;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.evaluation.EvaluationRecord;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.retrain.RetrainRecord;

/** A retraining as it is shown: how well its network does, on which classes, by which recipe. */
public final class RetrainView extends RunView {

  private final RetrainRecord retraining;

  public RetrainView(RetrainRecord retraining) {
    super(retraining.run());
    this.retraining = retraining;
  }

  @Override
  public Optional<Network> network() {
    return Optional.of(retraining.network());
  }

  @Override
  String title() {
    String name = retraining.network().name();
    return run().finished() ? name + ", trained" : "Training of " + name;
  }

  @Override
  String lead() {
    String best =
        bestAccuracy()
            .map(
                accuracy ->
                    " The best network, of epoch "
                        + bestEpoch()
                        + ", has "
                        + accuracy
                        + " of the held-out images right.")
            .orElse("");
    if (!run().finished()) {
      return "Not finished: "
          + run().epochsDone()
          + " of "
          + run().schedule().epochs()
          + " epochs are done."
          + best;
    }
    return retraining
            .test()
            .map(
                test ->
                    Figures.accuracy(test.confusion().accuracy())
                        + " of "
                        + Figures.count(test.confusion().examples())
                        + " test images are right.")
            .orElse("The data has no test images.")
        + best;
  }

  private Optional<String> bestAccuracy() {
    return run().last("held-out/best-accuracy").map(Figure::text);
  }

  private String bestEpoch() {
    return run().last("held-out/best-epoch").map(Figure::text).orElse(Figures.UNKNOWN);
  }

  @Override
  List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    retraining.test().ifPresent(test -> tiles.addAll(tiles(test)));
    bestAccuracy()
        .ifPresent(
            best ->
                tiles.add(
                    new Tile("held-out accuracy", best, "of the best, epoch " + bestEpoch())));
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

  @Override
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    retraining.test().ifPresent(test -> sections.add(ClassSection.of(test)));
    List<List<String>> rows = new ArrayList<>();
    retraining.recipe().facts().forEach((name, fact) -> rows.add(List.of(name, fact)));
    String title = "The recipe " + retraining.recipe().name();
    sections.add(
        new Section(
            "recipe",
            "Recipe",
            new HtmlTable(title, List.of("setting", "value"), Set.of(), rows).html()));
    return sections;
  }

  @Override
  void draw(ObjectNode node) {
    retraining
        .test()
        .filter(EvaluationRecord::fitsPicture)
        .ifPresent(test -> ClassSection.draw(node, test));
  }

  @Override
  Map<String, String> compared() {
    Optional<Confusion> test = retraining.test().map(EvaluationRecord::confusion);
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("recipe", retraining.recipe().name());
    columns.put("held out", bestAccuracy().orElse(Figures.UNKNOWN));
    columns.put(
        "test", test.map(Confusion::accuracy).map(Figures::accuracy).orElse(Figures.UNKNOWN));
    columns.put(
        "95 % interval",
        test.map(Confusion::interval).map(Figures::interval).orElse(Figures.UNKNOWN));
    return columns;
  }

  @Override
  String comparedNote() {
    return "Held out is the accuracy of the best network of each run, which was chosen by it; test"
        + " is that network's on images that nothing was chosen by.";
  }

  /** Data outside of the run must still be there. */
  @Override
  List<String> again() {
    List<String> lines = new ArrayList<>();
    List<String> files = List.of("architecture.json", "config.conf");
    if (run().path().remote()) {
      files.forEach(file -> lines.add(RunCommands.fetch(run().path(), file)));
    }
    lines.add(
        "./submit/retrain --architecture "
            + RunCommands.file(run().path(), files.get(0))
            + " --config "
            + RunCommands.file(run().path(), files.get(1))
            + " --run-dir runs/again");
    return lines;
  }
}
