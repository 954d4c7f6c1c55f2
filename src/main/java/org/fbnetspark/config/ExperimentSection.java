package org.fbnetspark.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.data.DataSettings;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.export.ExportSettings;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.SpaceSettings;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.retrain.FinalistSettings;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.Target;
import org.fbnetspark.sink.MlflowSettings;
import org.fbnetspark.sink.SinkSettings;

/** Reads a whole configuration; empty where rules that join several keys are broken. */
final class ExperimentSection {

  private ExperimentSection() {}

  static Optional<Experiment> read(Keys keys) {
    Engine engine = keys.named("engine", Engine.class);
    DataSettings data = new DataSection(keys).read();
    Optional<PrepareSettings> preparation = new PrepareSection(keys).read();
    Optional<SpaceSettings> space = new SpaceSection(keys).read();
    Optional<ProfileSettings> profile = new ProfileSection(keys).read();
    Optional<SearchSettings> search = new SearchSection(keys).read();
    CostSettings costs = costs(keys, search);
    RetrainSection training = new RetrainSection(keys);
    RetrainRecipes retrain = training.read();
    ExportSettings export =
        new ExportSettings(
            keys.truth("export.int8"),
            keys.integer("export.calibration-images", Range.atLeast(1)),
            keys.truth("export.latency"));
    FinalistSettings finalists = finalists(keys, training);
    int samples = keys.integer("derive.samples", Range.between(0, 1000));
    int checkpoints = keys.integer("run.checkpoints", Range.atLeast(1));
    double seconds = keys.number("run.progress-seconds", Range.atLeast(0));
    SinkSettings sinks = sinks(keys);
    if (preparation.isEmpty() || space.isEmpty() || profile.isEmpty() || search.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Experiment(
            engine,
            data,
            preparation.get(),
            space.get(),
            costs,
            profile.get(),
            search.get(),
            retrain,
            export,
            finalists,
            samples,
            checkpoints,
            seconds,
            sinks,
            List.of()));
  }

  private static FinalistSettings finalists(Keys keys, RetrainSection training) {
    int epochs = keys.integer("search.finalist-epochs", Range.atLeast(0));
    int baselines = keys.integer("search.baselines", Range.between(0, 1000));
    if (baselines > 0 && epochs == 0) {
      keys.refuse(
          "search.baselines",
          "is "
              + baselines
              + ", but baselines are trained as the finalists are, and search.finalist-epochs is 0;"
              + " set it above, or search.baselines to 0");
    }
    return new FinalistSettings(
        keys.integer("search.finalists", Range.between(1, 1000)),
        epochs == 0 ? Optional.empty() : Optional.of(training.read(epochs)),
        keys.integer("search.target-tries", Range.between(1, 100)),
        baselines);
  }

  private static SinkSettings sinks(Keys keys) {
    boolean tensorBoard = keys.truth("run.tensorboard");
    String experiment = keys.text("run.mlflow-experiment");
    Optional<String> trackingUri = keys.optionalText("run.mlflow-tracking-uri");
    if (trackingUri.filter(uri -> !isWebAddress(uri)).isPresent()) {
      keys.refuseSecret(
          "run.mlflow-tracking-uri", "must be an address such as http://host:5000, or null");
    }
    if (trackingUri.filter(uri -> isWebAddress(uri) && namesUser(uri)).isPresent()) {
      keys.refuseSecret(
          "run.mlflow-tracking-uri",
          "must be without user and password, which would be kept with the run; set the"
              + " environment variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or"
              + " MLFLOW_TRACKING_TOKEN");
    }
    return new SinkSettings(
        tensorBoard, trackingUri.map(uri -> new MlflowSettings(uri, experiment, keys.texts())));
  }

  private static boolean isWebAddress(String text) {
    try {
      URI uri = new URI(text);
      return uri.getHost() != null && uri.getScheme().matches("https?");
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  private static boolean namesUser(String uri) {
    return URI.create(uri).getRawUserInfo() != null;
  }

  private static CostSettings costs(Keys keys, Optional<SearchSettings> search) {
    CostKind kind = keys.named("cost.kind", CostKind.class);
    Optional<String> table = keys.optionalPath("cost.latency-table");
    if (table.isPresent() && search.filter(read -> !read.needsLatencies(kind)).isPresent()) {
      keys.refuse(
          "cost.latency-table",
          "belongs to cost.kind latency, or to "
              + Target.key(CostKind.LATENCY)
              + " beside another target, but the kind is "
              + kind.key()
              + " and latency is not limited; set one of them, or this to null");
    }
    return new CostSettings(kind, table, keys.truth("cost.interpolate"));
  }
}
