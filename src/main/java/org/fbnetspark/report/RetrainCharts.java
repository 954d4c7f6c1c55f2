package org.fbnetspark.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.p;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.fbnetspark.report.Charts.Lines;
import org.fbnetspark.retrain.RetrainEpoch;
import org.fbnetspark.retrain.RetrainRecord;

/** How one retraining went, epoch by epoch. */
final class RetrainCharts {

  static final String HELD_OUT =
      "of the network as it is used, on images that it does not learn from.";
  static final String TRAINING = "of augmented images, while the network learns from them.";
  static final String LOSS = "Mean cross-entropy in nats, of augmented images and smoothed labels.";
  static final String RATE = "At the end of each epoch.";

  private RetrainCharts() {}

  static Section of(RetrainRecord run) {
    if (run.epochs().isEmpty()) {
      return new Section("epochs", "Epochs", p("No epoch has ended yet."));
    }
    String trained = course(run, epoch -> Figures.percent(epoch.trainingAccuracy()));
    String heldOut = course(run, epoch -> Figures.percent(epoch.heldOutAccuracy()));
    return new Section(
        "epochs",
        "Epochs",
        div(
                new Lines(
                        "Accuracy",
                        "In percent. Training: " + TRAINING + " Held out: " + HELD_OUT,
                        List.of("heldOutAccuracy", "trainingAccuracy"),
                        List.of("held out", "training"),
                        "Held out: " + heldOut + " Training: " + trained)
                    .html(),
                one(
                    run,
                    "Training loss",
                    LOSS,
                    "trainingLoss",
                    epoch -> Figures.decimals(epoch.trainingLoss(), 3)),
                one(
                    run,
                    "Learning rate",
                    RATE,
                    "learningRate",
                    epoch -> rate(epoch.learningRate())),
                one(
                    run,
                    "Images a second",
                    "Of the training alone, without judging.",
                    "imagesPerSecond",
                    epoch -> Figures.count(epoch.imagesPerSecond())))
            .withClass("charts"),
        Charts.folded("Every epoch in figures", table(run)));
  }

  private static DomContent one(
      RetrainRecord run,
      String title,
      String note,
      String field,
      Function<RetrainEpoch, String> figure) {
    return new Lines(title, note, List.of(field), List.of(title), course(run, figure)).html();
  }

  private static String course(RetrainRecord run, Function<RetrainEpoch, String> figure) {
    return Charts.course(run.epochs(), RetrainEpoch::epoch, figure);
  }

  private static DomContent table(RetrainRecord run) {
    List<List<String>> rows = new ArrayList<>();
    for (RetrainEpoch epoch : run.epochs()) {
      rows.add(
          List.of(
              (epoch.epoch() + 1) + (epoch.best() ? ", best" : ""),
              Figures.decimals(epoch.trainingLoss(), 4),
              Figures.accuracy(epoch.trainingAccuracy()),
              Figures.accuracy(epoch.heldOutAccuracy()),
              rate(epoch.learningRate()),
              Figures.count(epoch.imagesPerSecond()),
              Figures.duration(epoch.seconds())));
    }
    return new HtmlTable(
            "Every epoch; best where none before did better on what is held out",
            List.of(
                "epoch",
                "training loss",
                "training accuracy",
                "held-out accuracy",
                "learning rate",
                "images/s",
                "time"),
            Set.of(1, 2, 3, 4, 5, 6),
            rows)
        .html();
  }

  private static String rate(double rate) {
    return String.format(Locale.ROOT, "%.3g", rate);
  }
}
