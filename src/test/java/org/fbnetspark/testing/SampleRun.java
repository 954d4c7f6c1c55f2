package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.fbnetspark.config.Experiment;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.RunIdentity;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.run.MetricsJson;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.format.run.SearchSummaryJson;
import org.fbnetspark.format.state.KeptState;
import org.fbnetspark.format.state.SearchStateBytes;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.EpochReport.ChoiceProbabilities;
import org.fbnetspark.search.RunRecord;
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
  public static RunRecord finished(String directory) {
    return record(directory, epochs(4), Optional.of(summary(directory, "tiny-searched")));
  }

  /** A run of which some epochs are done. */
  public static RunRecord unfinished(String directory, int epochs) {
    RunRecord run = record(directory, epochs(epochs), Optional.empty());
    return with(run, run.epochs(), Optional.empty(), List.of());
  }

  private static RunRecord record(
      String directory, List<EpochReport> epochs, Optional<SearchSummary> summary) {
    return new RunRecord(
        directory,
        settings(),
        new CostSettings(CostKind.LATENCY, Optional.empty()),
        Map.of("seed", "7", "master", "local[1]"),
        CONFIG,
        epochs,
        Optional.of(table("a device")),
        summary,
        List.of(architecture("tiny-sample-1")));
  }

  /** The same run with other files. */
  public static RunRecord with(
      RunRecord run,
      List<EpochReport> epochs,
      Optional<LatencyTable> latencies,
      List<Network> samples) {
    return new RunRecord(
        run.directory(),
        run.settings(),
        run.costs(),
        run.facts(),
        run.config(),
        epochs,
        latencies,
        run.summary(),
        samples);
  }

  /** Of the sample's configuration, which has a target. */
  public static SearchSettings settings() {
    return Experiment.read(ConfigFile.parse(CONFIG, "a test", List.of())).search();
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

  public static List<EpochReport> epochs(int count) {
    return IntStream.range(0, count).mapToObj(SampleRun::epoch).toList();
  }

  /** Theta stands still in the first. */
  public static EpochReport epoch(int epoch) {
    Tally weights =
        new Tally(1600, 1600 * (2.25 - 0.25 * epoch), 400 + 100 * epoch, 4, 0.5, List.of());
    Tally theta = new Tally(400, 400 * (2 - 0.25 * epoch), 120 + 20 * epoch, 1, 0, List.of());
    return new EpochReport(
        epoch,
        weights,
        epoch == 0
            ? Optional.empty()
            : Optional.of(new EpochReport.ThetaFigures(theta, 2.5 - 0.25 * epoch)),
        160 - 10 * epoch,
        5 - epoch,
        2 - 0.25 * epoch,
        0.1,
        Optional.of(new EpochReport.TargetFigures(128, 0.015625)),
        List.of(new EpochReport.LimitFigures(CostKind.MACS, 2e7, 1.75e7, 0.0)),
        probabilities(epoch),
        epoch == 2 ? List.of("theta is still uniform after 200 steps") : List.of());
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
  public static Path write(RunRecord run) throws IOException {
    Path folder = Path.of(run.directory());
    Files.createDirectories(folder.resolve("samples"));
    Files.createDirectories(folder.resolve("checkpoints"));
    Files.writeString(folder.resolve("config.conf"), run.config());
    Files.write(folder.resolve("manifest.json"), RunManifestJson.write(IDENTITY, run.facts()));
    if (!run.epochs().isEmpty()) {
      Files.writeString(
          folder.resolve("metrics.jsonl"),
          run.epochs().stream().map(MetricsJson::line).collect(Collectors.joining("\n", "", "\n")));
      writeCheckpoint(folder, run.epochsDone());
    }
    if (run.latencies().isPresent()) {
      Files.write(
          folder.resolve("latency-table.json"), LatencyTableJson.write(run.latencies().get()));
    }
    if (run.summary().isPresent()) {
      Files.write(
          folder.resolve("architecture.json"),
          ArchitectureJson.write(run.summary().get().architecture()));
      Files.write(folder.resolve("summary.json"), SearchSummaryJson.write(run.summary().get()));
    }
    for (int i = 0; i < run.samples().size(); i++) {
      Files.write(
          folder.resolve("samples/architecture-" + (i + 1) + ".json"),
          ArchitectureJson.write(run.samples().get(i)));
    }
    return folder;
  }

  private static void writeCheckpoint(Path folder, int epochs) throws IOException {
    SearchState start =
        SearchState.initial(7, Theta.uniform(SPACE), Weights.initial(new float[] {1, 2}));
    SearchState state =
        new SearchState(
            epochs,
            start.seed(),
            start.theta(),
            start.moments(),
            start.controller(),
            start.weights());
    Files.write(
        folder.resolve(String.format(Locale.ROOT, "checkpoints/epoch-%06d.state", epochs)),
        SearchStateBytes.write(new KeptState<>(IDENTITY, state)));
  }

  /** Makes every file look as if it had been written then. */
  public static void age(Path folder, Instant written) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(written));
      }
    }
  }

  /** The metrics as an earlier release wrote them: without probabilities. */
  public static void makeOld(Path folder) throws IOException {
    Path metrics = folder.resolve("metrics.jsonl");
    String text = Files.readString(metrics, StandardCharsets.UTF_8);
    Files.writeString(
        metrics, text.replaceAll(",\"probabilities\":\\{.*?\\}\\}", ""), StandardCharsets.UTF_8);
  }
}
