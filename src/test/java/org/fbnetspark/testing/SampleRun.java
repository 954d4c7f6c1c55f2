package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.LatencyRows;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.run.ChoiceProbabilities;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.run.RunPath;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.run.MetricsJson;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.format.run.SearchSummaryJson;
import org.fbnetspark.format.state.KeptState;
import org.fbnetspark.format.state.SearchStateBytes;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.SearchRecord;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.Target;

/** A search of the tiny space that never ran: its record, and the files that it would have left. */
public final class SampleRun {

  public static final Space SPACE = SpaceCatalog.named("tiny").space();
  public static final RunIdentity IDENTITY =
      new RunIdentity("ab".repeat(32), "cd".repeat(32), "ef".repeat(32), "01".repeat(32));
  private static final int[] PICKS = {0, 1, 2, 3, 8, 5};
  private static final String CONFIG =
      ConfigFile.load(
              Optional.of(Path.of("conf/quickstart.conf")),
              List.of(
                  "seed=7",
                  "search.epochs=4",
                  "search.warmup-epochs=1",
                  "search.target-latency-millis=0.128"))
          .render();

  private static final List<String> SKIPS = Collections.nCopies(6, "skip");
  private static final List<String> FIVES = Collections.nCopies(6, "mb_k5_e1");
  private static final List<String> MANY_GROUPS = Collections.nCopies(6, "mb_k5_e1_g2");

  private SampleRun() {}

  /** A run that is over, with a target, everything measured. */
  public static SearchRecord finished(String directory) {
    SearchSummary summary = summary(directory, "tiny-searched");
    return new SearchRecord(
        run(directory, epochs(4), Optional.of(SearchSummaryJson.text(summary))),
        settings(),
        new CostSettings(CostKind.LATENCY, Optional.empty(), false),
        Optional.of(table("a device")),
        Optional.of(summary),
        List.of(architecture("tiny-sample-1")));
  }

  /** A run of which some epochs are done. */
  public static SearchRecord unfinished(String directory, int epochs) {
    return new SearchRecord(
        run(directory, epochs(epochs), Optional.empty()),
        settings(),
        new CostSettings(CostKind.LATENCY, Optional.empty(), false),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** What the directory of a search tells of any run. */
  public static RunRecord run(String directory, List<Epoch> epochs, Optional<String> outcome) {
    return new RunRecord(
        new RunPath(directory),
        RunKind.SEARCH,
        settings().schedule(),
        new TreeMap<>(Map.of("seed", "7", "master", "local[1]")),
        CONFIG,
        epochs,
        outcome);
  }

  /** The same search with other facts of any run. */
  public static SearchRecord with(SearchRecord search, RunRecord run) {
    return new SearchRecord(
        run,
        search.settings(),
        search.costs(),
        search.latencies(),
        search.summary(),
        search.samples());
  }

  /** Of the sample's configuration, which has a target. */
  public static SearchSettings settings() {
    return ConfigFile.parse(CONFIG, "a test", List.of()).experiment().search();
  }

  public static Network architecture(String name) {
    return SPACE.at(PICKS).named(name);
  }

  private static SearchSummary.Judged network(
      List<String> picks,
      double logProbability,
      double cost,
      double millis,
      Optional<Double> accuracy) {
    return new SearchSummary.Judged(picks, logProbability, cost, Optional.of(millis), accuracy);
  }

  /** It misses its target by 3.5 %, and has two finalists and two baselines. */
  public static SearchSummary summary(String directory, String name) {
    List<String> picks =
        IntStream.range(0, PICKS.length)
            .mapToObj(i -> SPACE.choices().get(i).candidates().get(PICKS[i]))
            .toList();
    return new SearchSummary(
        directory,
        "tiny",
        architecture(name),
        picks,
        1,
        0.125,
        Optional.of(0.1325),
        "",
        "a device",
        Optional.of(new LatencyRows(54, 0)),
        Optional.of(new Target(128, 0.03)),
        List.of(new SearchSummary.LimitOutcome(CostKind.MACS, 2e7, 1.75e7, 1.5e7)),
        130.5,
        125,
        CostKind.LATENCY,
        List.of(
            network(picks, -0.5, 125, 0.1325, Optional.of(0.625)),
            network(SKIPS, -2.25, 130, 0.135, Optional.of(0.5625))),
        List.of(
            new SearchSummary.Try(
                1, List.of(network(MANY_GROUPS, -0.25, 128, 0.16, Optional.empty()))),
            new SearchSummary.Try(
                0.8,
                List.of(
                    network(picks, -0.5, 125, 0.1325, Optional.empty()),
                    network(SKIPS, -2.25, 130, 0.135, Optional.empty())))),
        List.of(
            network(FIVES, -3, 127, 0.1275, Optional.of(0.5)),
            network(MANY_GROUPS, -0.25, 128, 0.16, Optional.of(0.53125))),
        400,
        "ab".repeat(32),
        "cd".repeat(32),
        Optional.of(231.5),
        4,
        2,
        7);
  }

  public static List<Epoch> epochs(int count) {
    return IntStream.range(0, count).mapToObj(SampleRun::epoch).toList();
  }

  /** Theta stands still in the first. */
  public static Epoch epoch(int epoch) {
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("weights/loss", 2.25 - 0.25 * epoch, Unit.NATS));
    figures.add(new Figure("weights/accuracy", 0.25 + 0.0625 * epoch, Unit.SHARE));
    figures.add(new Figure("weights/examples", 1600, Unit.COUNT));
    figures.add(new Figure("weights/seconds", 4, Unit.SECONDS));
    if (epoch > 0) {
      figures.add(new Figure("theta/loss", 2 - 0.25 * epoch, Unit.NATS));
      figures.add(new Figure("theta/accuracy", 0.3 + 0.05 * epoch, Unit.SHARE));
      figures.add(new Figure("theta/examples", 400, Unit.COUNT));
      figures.add(new Figure("theta/seconds", 1, Unit.SECONDS));
      figures.add(new Figure("theta/hardware-loss", 2.5 - 0.25 * epoch, Unit.NATS));
    }
    figures.add(new Figure("latency/expected", 160 - 10 * epoch, Unit.MICROSECONDS));
    figures.add(new Figure("latency/target", 128, Unit.MICROSECONDS));
    figures.add(new Figure("macs/expected", 1.75e7, Unit.MACS));
    figures.add(new Figure("macs/limit", 2e7, Unit.MACS));
    figures.add(new Figure("theta/entropy", 2 - 0.25 * epoch, Unit.NATS));
    figures.add(new Figure("temperature", 5 - epoch, Unit.PLAIN));
    figures.add(new Figure("latency/weight", 0.015625, Unit.PLAIN));
    figures.add(new Figure("macs/weight", 0, Unit.PLAIN));
    figures.add(new Figure("learning-rate", 0.1, Unit.PLAIN));
    figures.add(new Figure("images-per-second", 400, Unit.IMAGES_PER_SECOND));
    figures.add(new Figure("slowest-task", 0.5, Unit.SECONDS));
    figures.add(new Figure("seconds", epoch == 0 ? 4 : 5, Unit.SECONDS));
    return new Epoch(
        epoch,
        figures,
        epoch == 2 ? List.of("theta is still uniform after 200 steps") : List.of(),
        probabilities(epoch));
  }

  private static List<ChoiceProbabilities> probabilities(int epoch) {
    List<ChoiceProbabilities> choices = new ArrayList<>();
    for (int i = 0; i < PICKS.length; i++) {
      ChainLayer choice = Layers.open(SPACE).get(i);
      double[] logits = new double[choice.candidates().size()];
      logits[PICKS[i]] = epoch;
      double[] p = Theta.of(new double[][] {logits}).probabilities(0);
      choices.add(
          new ChoiceProbabilities(
              choice.name(),
              choice.candidates().stream().map(Op::code).toList(),
              Arrays.stream(p).boxed().toList()));
    }
    return choices;
  }

  /** A row for every candidate, and a line to whole networks. */
  public static LatencyTable table(String device) {
    LatencyTable.Builder table =
        LatencyTable.builder(new LatencySetting(device, "onnxruntime 1", "fp32", 1, 1))
            .provenance("host a", "a processor, 2 CPUs");
    table.add(LatencyKey.OVERHEAD, row(5, true));
    Set<LatencyKey> keys = new HashSet<>();
    double next = 10;
    for (ChainLayer layer : Layers.of(SPACE)) {
      for (Op op : layer.candidates()) {
        LatencyKey key = LatencyKey.of(op, layer.placement());
        if (keys.add(key)) {
          table.add(key, row(next++, next % 7 != 0));
        }
      }
    }
    return table
        .correction(
            new LatencyCorrection(
                RisingLine.straight(2, 0.9),
                0.98,
                0.031,
                0.95,
                List.of(new WholeNetwork(100, 92)),
                List.of(new WholeNetwork(120, 110))))
        .build();
  }

  private static LatencyRow row(double micros, boolean steady) {
    return new LatencyRow(
        micros,
        Optional.of(new LatencyRow.Spread(micros - 1, micros + 1, 0.1, 20, steady)),
        new TreeMap<>(Map.of("a", micros)));
  }

  /** Writes all files of a run; those of the outcome where it has one. */
  public static Path write(SearchRecord search) throws IOException {
    Path folder = writeRun(search.run());
    Files.createDirectories(folder.resolve("samples"));
    Files.createDirectories(folder.resolve("checkpoints"));
    if (!search.run().epochs().isEmpty()) {
      writeCheckpoint(folder, search.run().epochsDone());
    }
    if (search.latencies().isPresent()) {
      Files.write(
          folder.resolve("latency-table.json"), LatencyTableJson.write(search.latencies().get()));
    }
    if (search.summary().isPresent()) {
      Files.write(
          folder.resolve("architecture.json"),
          ArchitectureJson.write(search.summary().get().architecture()));
    }
    for (int i = 0; i < search.samples().size(); i++) {
      Files.write(
          folder.resolve("samples/architecture-" + (i + 1) + ".json"),
          ArchitectureJson.write(search.samples().get(i)));
    }
    return folder;
  }

  /** Writes the files that runs of every kind have. */
  static Path writeRun(RunRecord run) throws IOException {
    Path folder = Files.createDirectories(Path.of(run.path().directory()));
    Files.writeString(folder.resolve("config.conf"), run.config());
    Files.write(folder.resolve("manifest.json"), RunManifestJson.write(IDENTITY, run.facts()));
    if (!run.epochs().isEmpty()) {
      Files.writeString(folder.resolve("metrics.jsonl"), metrics(run.epochs()));
    }
    if (run.finished()) {
      Files.writeString(folder.resolve("summary.json"), run.outcome().orElseThrow());
    }
    return folder;
  }

  /** Text of the file of these epochs. */
  public static String metrics(List<Epoch> epochs) {
    return epochs.stream().map(MetricsJson::line).collect(Collectors.joining("\n", "", "\n"));
  }

  private static void writeCheckpoint(Path folder, int epochs) throws IOException {
    SearchState start =
        SearchState.initial(7, List.of(Theta.uniform(SPACE)), Weights.initial(new float[] {1, 2}));
    SearchState state = new SearchState(epochs, start.seed(), start.goals(), start.weights());
    Files.write(
        folder.resolve(String.format(Locale.ROOT, "checkpoints/epoch-%06d.state", epochs)),
        SearchStateBytes.write(new KeptState<>(IDENTITY, state)));
  }

  /** Makes a folder look as if a process of another machine wrote it. */
  public static Path claimed(Path folder) throws IOException {
    Files.writeString(
        folder.resolve(".claim-1"), "process 1 of elsewhere since 2026-01-01T00:00:00Z\n");
    return folder;
  }

  /** Makes every file look as if it had been written then. */
  public static void age(Path folder, Instant written) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(written));
      }
    }
  }
}
