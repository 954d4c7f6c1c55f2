package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.DataSettings;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.ShardBuilder;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.data.source.GeneratedSettings;
import org.fbnetspark.data.source.ParquetColumns;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.data.source.SourceLimits;
import org.fbnetspark.data.source.SourceSettings;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.CostUnder;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.export.ExportSettings;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Temperature;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.LearningRate;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.executor.GoalLoss;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.SearchRun;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.SpaceSettings;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.Dtype;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.profile.Protocol;
import org.fbnetspark.profile.RuntimeKind;
import org.fbnetspark.profile.RuntimeSettings;
import org.fbnetspark.retrain.CellRecipe;
import org.fbnetspark.retrain.FinalistSettings;
import org.fbnetspark.retrain.RetrainEngine;
import org.fbnetspark.retrain.RetrainRecipe;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.run.DatasetDirectory;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.search.Alternation;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.SearchHealth;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.search.ThetaRule;
import org.fbnetspark.search.WidthSettings;
import org.fbnetspark.sink.SinkSettings;
import org.fbnetspark.store.Storage;

/** A search that takes seconds: three choices of three candidates, striped 8x8 images. */
public final class SmallSearch {

  public static final ImageShape IMAGE = new ImageShape(8, 8, 3);
  public static final int CLASSES = 3;
  public static final int SHARDS = 4;
  public static final long SEED = 11;

  public static final LayerwiseDefinition DEFINITION =
      new LayerwiseDefinition(
          "small",
          IMAGE,
          new LayerwiseDefinition.Stem(3, 6, 1),
          List.of(new LayerwiseDefinition.Stage(6, 1, 1), new LayerwiseDefinition.Stage(8, 2, 2)),
          List.of("mb_k3_e1", "mb_k5_e1_g2", "skip"),
          true,
          12,
          CLASSES);

  public static final Space SPACE = DEFINITION.space();

  private SmallSearch() {}

  public static SearchSettings settings(int epochs) {
    return settings(epochs, new Alternation.Epochs());
  }

  public static SearchSettings settings(int epochs, Alternation alternation) {
    return settings(epochs, alternation, new GateRule.Gumbel(true, false), CostUnder.GATES);
  }

  /** In which one epoch of warm-up comes first. */
  public static SearchSettings settings(
      int epochs, Alternation alternation, GateRule gates, CostUnder costUnder) {
    return new SearchSettings(
        SEED,
        epochs,
        1,
        8,
        SHARDS,
        new SearchSettings.WeightSettings(
            new LearningRate.Cosine(0.1, 0, epochs), 0.9, 1e-4, 3, OuterStep.NONE),
        new SearchSettings.ThetaSettings(0.05, 0.9, 0.999, 1e-8, 5e-4, 1),
        alternation,
        new Temperature(5, 0.045, 0.1, 0),
        gates,
        WidthSettings.NONE,
        new HardwareLoss.Fbnet(0.2, 0.6),
        costUnder,
        Optional.empty(),
        List.of());
  }

  public static SearchHealth health() {
    return SearchHealth.of(SPACE, CostTable.macs(SPACE), List.of(), settings(1));
  }

  public static SearchState initial() {
    return SearchState.initial(
        SEED,
        List.of(Theta.uniform(SPACE)),
        Weights.initial(
            new WeightLayout(SPACE.network()).initialWeights(new SeedTree(SEED).child("weights"))));
  }

  /** By REINFORCE, with a theta round after each of the weights. */
  public static SearchSettings reinforced(int epochs, HardwareLoss.Reward reward) {
    SearchSettings paths =
        settings(epochs, new Alternation.Rounds(1), new GateRule.Paths(1), CostUnder.THETA);
    return Changed.of(paths, Changed.of(paths.theta(), new ThetaRule.Reinforce(4, 0.99)), reward);
  }

  /** Of a search by these settings, without a target. */
  public static SearchRun run(DatasetManifest data, SearchSettings settings) {
    SearchRun plain = run(data);
    NetKey net = plain.training().net();
    NetKey own = new NetKey(net.network(), net.batch(), settings.gates().execution(), net.engine());
    return new SearchRun(
        Changed.of(plain.training(), own),
        settings.gates(),
        settings.costUnder(),
        List.of(new GoalLoss(CostTable.macs(SPACE), settings.loss(), List.of())));
  }

  public static SearchRun run(DatasetManifest data) {
    SeedTree seeds = new SeedTree(SEED);
    return new SearchRun(
        new TrainingRun(
            new NetKey(SPACE.network(), 8, Engine.AUTO),
            Long.MAX_VALUE,
            seeds,
            SHARDS,
            new TrainingRun.Examples(
                Storage.standard(), data, new DataSplit(0.8, seeds), Augmentation.padded(1))),
        new GateRule.Gumbel(true, false),
        CostUnder.GATES,
        List.of(new GoalLoss(CostTable.macs(SPACE), new HardwareLoss.Fbnet(0.2, 0.6), List.of())));
  }

  /** On prepared data, with multiply-accumulates kept low. */
  public static Experiment experiment(Path data, int epochs) {
    return experiment(data, settings(epochs));
  }

  /** The same with another search. */
  public static Experiment experiment(Path data, SearchSettings search) {
    RetrainRecipe recipe = recipe(2, Optional.empty());
    return new Experiment(
        Engine.AUTO,
        new DataSettings(Optional.of(data.toString()), 0.8, Augmentation.padded(1)),
        generated(),
        new SpaceSettings(DEFINITION, false, 4),
        new CostSettings(CostKind.MACS, Optional.empty(), false),
        profile("unused", 0, 0),
        search,
        recipes(recipe),
        new ExportSettings(true, 100, true),
        new FinalistSettings(3, Optional.empty(), 4, 0),
        2,
        2,
        0,
        new SinkSettings(true, Optional.empty()),
        List.of());
  }

  /** A run that begins or goes on. */
  public static RunStart start(Path runDirectory, boolean resume) {
    return new RunStart(runDirectory.toString(), resume, "seed = " + SEED + "\n");
  }

  /** A training of as many epochs that takes seconds. */
  public static RetrainRecipe recipe(int epochs, Optional<Integer> patience) {
    return recipe(epochs, 8, patience);
  }

  /** As above, with batches of a size. */
  public static RetrainRecipe recipe(int epochs, int batch, Optional<Integer> patience) {
    return new RetrainRecipe(
        "test",
        new RetrainSettings(
            7,
            RetrainEngine.ROUNDS,
            epochs,
            batch,
            2,
            3,
            new LearningRate.Cosine(0.1, 0, 12),
            0.9,
            1e-4,
            0.1,
            0.1,
            0.9,
            0.2,
            4,
            patience,
            OuterStep.NONE,
            CellRecipe.NONE),
        Augmentation.padded(1));
  }

  /** This recipe for images of any size. */
  public static RetrainRecipes recipes(RetrainRecipe recipe) {
    return new RetrainRecipes(RetrainRecipes.Choice.AUTO, recipe, recipe);
  }

  /** Measures on the project's own engine, as roughly as can be. */
  public static ProfileSettings profile(String tables, int fitNetworks, int heldOutNetworks) {
    return new ProfileSettings(
        new RuntimeSettings(RuntimeKind.ENGINE, Dtype.FP32, 1, 1),
        new Protocol(0.05, 0.02, 0.02, 0.001, 2, 50, 0.2, 2),
        tables,
        1000,
        0,
        fitNetworks,
        heldOutNetworks);
  }

  private static PrepareSettings generated() {
    return new PrepareSettings(
        "generated",
        new SourceSettings(
            "generated",
            Optional.empty(),
            SourceLimits.STANDARD,
            ParquetColumns.FOUND,
            new GeneratedSettings(CLASSES, 8, 240, 12),
            SEED),
        ImageEncoding.PIXELS,
        Optional.empty(),
        SHARDS,
        1,
        0,
        0,
        SEED);
  }

  /** A prepared data set in a directory. */
  public static Path prepared(Path directory) throws IOException {
    return prepared(directory, 0);
  }

  /** One of many, of other pixels. */
  public static Path prepared(Path directory, long seed) throws IOException {
    DatasetDirectory.at(Storage.standard(), directory.toString()).commit(data(directory, seed));
    return directory;
  }

  /** Images whose stripes lie, stand or slant with the class; files of unlike lengths. */
  public static DatasetManifest data(Path directory) throws IOException {
    return data(directory, 0);
  }

  private static DatasetManifest data(Path directory, long seed) throws IOException {
    Files.createDirectories(directory);
    List<ShardFile> files = new ArrayList<>();
    int[] examples = {60, 52, 44, 60, 13};
    for (int file = 0; file < examples.length; file++) {
      files.add(
          file(
              directory.resolve("train-" + file),
              examples[file],
              new SeedTree(file + 1000 * seed)));
    }
    List<ShardFile> tests = new ArrayList<>();
    for (int file = 0; file < 2; file++) {
      tests.add(file(directory.resolve("test-" + file), 31, new SeedTree(100 + file)));
    }
    return new DatasetManifest(
        "stripes",
        "made for tests",
        IMAGE,
        ImageEncoding.PIXELS,
        List.of(
            new DatasetClass("lying", 78, 22),
            new DatasetClass("standing", 76, 20),
            new DatasetClass("slanted", 75, 20)),
        new ChannelStatistics(List.of(0.5, 0.5, 0.5), List.of(0.3, 0.3, 0.3)),
        files,
        tests,
        SkippedExamples.NONE);
  }

  private static ShardFile file(Path path, int examples, SeedTree seeds) throws IOException {
    ShardBuilder builder = new ShardBuilder(ImageEncoding.PIXELS, IMAGE, CLASSES);
    for (int i = 0; i < examples; i++) {
      builder.add(i % CLASSES, striped(i % CLASSES, seeds.child(i)));
    }
    return builder.write(Storage.standard(), path.toString());
  }

  private static byte[] striped(int label, SeedTree seeds) {
    var random = seeds.generator();
    int phase = random.nextInt(4);
    byte[] image = new byte[(int) IMAGE.elements()];
    for (int y = 0; y < IMAGE.height(); y++) {
      for (int x = 0; x < IMAGE.width(); x++) {
        int along = label == 0 ? y : label == 1 ? x : x + y;
        int bright = (along + phase) % 4 < 2 ? 190 : 60;
        for (int c = 0; c < 3; c++) {
          image[(y * IMAGE.width() + x) * 3 + c] = (byte) (bright + random.nextInt(50));
        }
      }
    }
    return image;
  }
}
