package org.fbnetspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.config.ConfigRefused;
import org.fbnetspark.config.SweepFile;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.Shard;
import org.fbnetspark.data.ShardBuilder;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.data.source.SampleSources;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.format.data.DatasetManifestJson;
import org.fbnetspark.format.latency.LatencyFile;
import org.fbnetspark.format.latency.LatencyTableCsv;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.format.latency.PackResultsCsv;
import org.fbnetspark.format.latency.ProfilePackJson;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.model.ModelSafetensors;
import org.fbnetspark.format.run.EvaluationJson;
import org.fbnetspark.format.run.MetricsJson;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.format.run.SearchSummaryJson;
import org.fbnetspark.format.run.SweepManifestJson;
import org.fbnetspark.format.state.RetrainStateBytes;
import org.fbnetspark.format.state.SearchStateBytes;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.Mutation;
import org.fbnetspark.testing.SampleRetraining;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reader against mutations of a sound file: it refuses them clearly or reads what does no
 * harm, soon and within bounded memory, and nothing else happens. The property {@code mutations}
 * says how many of each kind there are; the seed is fixed. A reader is added by a line in {@link
 * #readers}.
 */
class ReaderMutationsTest {

  private static final int OF_EACH_KIND = Integer.getInteger("mutations", 3);
  private static final long MOST_CPU_NANOS = 2_000_000_000L;
  private static final long MOST_BYTES = 256L << 20;
  private static final int LONGEST_MESSAGE = 20_000;
  private static final Map<String, Map<String, Integer>> COUNTS = new TreeMap<>();

  @TempDir private static Path folder;

  /** Reads the bytes of a file. */
  interface Reading {
    void of(byte[] bytes) throws IOException;
  }

  /**
   * A reader and a file that it takes.
   *
   * @param seal makes checksums right again, where an attacker would
   */
  record Reader(String name, byte[] sound, UnaryOperator<byte[]> seal, Reading reading) {

    Reader(String name, byte[] sound, Reading reading) {
      this(name, sound, bytes -> bytes, reading);
    }

    Reader(String name, String sound, Reading reading) {
      this(name, sound.getBytes(StandardCharsets.UTF_8), reading);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Reader> readers() throws IOException {
    return Stream.of(runs(), tablesAndPacks(), models(), data()).flatMap(List::stream);
  }

  private static List<Reader> runs() throws IOException {
    String config = SampleRun.finished("/runs/1").run().config();
    String own = Files.readString(Path.of("conf/quickstart.conf"));
    Path retraining =
        SampleRetraining.write(SampleRetraining.finished(folder.resolve("r").toString()));
    var summary = SampleRun.summary("/runs/1", "tiny-searched");
    return List.of(
        new Reader("config.conf of a run", config, b -> experiment(kept(b))),
        new Reader("--config", own, b -> experiment(ConfigFile.load(onDisk(b), List.of()))),
        new Reader(
            "--set",
            "search.weights.step-factor=0.5",
            b -> experiment(ConfigFile.load(Optional.empty(), List.of(text(b))))),
        new Reader(
            "manifest.json",
            RunManifestJson.write(SampleRun.IDENTITY, Map.of("seed", "7", "master", "local[1]")),
            b -> RunManifestJson.read(b, "f")),
        new Reader(
            "metrics.jsonl", SampleRun.metrics(SampleRun.epochs(3)), b -> MetricsJson.read(b, "f")),
        new Reader(
            "metrics.jsonl of a retraining",
            Files.readAllBytes(retraining.resolve("metrics.jsonl")),
            b -> MetricsJson.read(b, "f")),
        new Reader(
            "summary.json",
            SearchSummaryJson.write(summary),
            b -> SearchSummaryJson.read(b, "f", summary.architecture())),
        new Reader(
            "manifest.json of a sweep",
            golden("sweep-manifest-v1.json"),
            b -> SweepManifestJson.read(b, "f")),
        new Reader(
            "sweep.conf of a sweep",
            "seed = 3\nsweep { share = none, axes { \"search.batch\" = [8, 16], seed = [1, 2] } }\n",
            b -> SweepFile.parse(text(b), "f", List.of())),
        new Reader(
            "evaluation.json",
            Files.readAllBytes(retraining.resolve("evaluation.json")),
            b -> EvaluationJson.read(b, "f")),
        new Reader(
            "search state", golden("search-state-v5.bin"), b -> SearchStateBytes.read(b, "f")),
        new Reader(
            "search state, sealed",
            golden("search-state-v5.bin"),
            Mutation::sealed,
            b -> SearchStateBytes.read(b, "f")),
        new Reader(
            "retraining state, sealed",
            golden("retrain-state-v2.bin"),
            Mutation::sealed,
            b -> RetrainStateBytes.read(b, "f")));
  }

  private static List<Reader> tablesAndPacks() throws IOException {
    byte[] csv = LatencyTableCsv.write(SampleRun.table("a device"));
    String lines = ("1 2.5 3 4 5 6 7 8 0\n").repeat(SampleRun.SPACE.choices().size());
    String codes =
        SampleRun.SPACE.choices().get(0).candidates().stream()
            .map(code -> code.replace("mb_", "ir_"))
            .collect(Collectors.joining(" ", "", "\n"));
    List<String> files = List.of("0001-a.onnx", "0002-b.onnx");
    return List.of(
        new Reader(
            "latency table, JSON",
            LatencyTableJson.write(SampleRun.table("a device")),
            b -> LatencyTableJson.read(b, "f.json")),
        new Reader("latency table, CSV", csv, b -> LatencyFile.read(b, "f.csv", SampleRun.SPACE)),
        new Reader(
            "latency table, text",
            codes + lines,
            b -> LatencyFile.read(b, "f.txt", SampleRun.SPACE)),
        new Reader(
            "pack manifest", golden("profile-pack-v1.json"), b -> ProfilePackJson.read(b, "f")),
        new Reader(
            "pack results",
            "file,latency_us\n0001-a.onnx,12.5\n0002-b.onnx,1e3\n0001-a.onnx,13\n",
            b -> PackResultsCsv.read(b, "f", files)));
  }

  private static List<Reader> models() throws IOException {
    return List.of(
        new Reader(
            "architecture.json",
            ArchitectureJson.write(SampleRun.architecture("tiny-searched")),
            b -> ArchitectureJson.read(b, "f")),
        new Reader(
            "model.safetensors",
            golden("model-v2.safetensors"),
            b -> ModelSafetensors.read(b, "f")),
        new Reader(
            "model.safetensors without checksum",
            golden("model-v1.safetensors"),
            b -> ModelSafetensors.read(b, "f")));
  }

  private static List<Reader> data() throws IOException {
    ImageShape shape = new ImageShape(4, 4, 1);
    ShardBuilder builder = new ShardBuilder(ImageEncoding.PIXELS, shape, 2);
    for (int i = 0; i < 4; i++) {
      builder.add(i % 2, new byte[16]);
    }
    String path = folder.resolve("a.shard").toString();
    ShardFile shard = builder.write(Storage.standard(), path);
    DatasetManifest manifest =
        new DatasetManifest(
            "d",
            "s",
            shape,
            ImageEncoding.PIXELS,
            List.of(new DatasetClass("a", 2, 0), new DatasetClass("b", 2, 0)),
            new ChannelStatistics(List.of(0.5), List.of(0.5)),
            List.of(shard),
            List.of(),
            SkippedExamples.NONE);
    byte[] sound = Files.readAllBytes(Path.of(path));
    return List.of(
        new Reader(
            "dataset.json",
            golden("dataset-manifest-v2.json"),
            b -> DatasetManifestJson.read(b, "/d")),
        new Reader("shard", sound, Mutation::sealed, b -> shard(b, shard, manifest)),
        new Reader(
            "IDX images", SampleSources.idxImages(), b -> SampleSources.readIdxImages(folder, b)),
        new Reader(
            "IDX labels", SampleSources.idxLabels(), b -> SampleSources.readIdxLabels(folder, b)),
        new Reader("tar of pictures", SampleSources.tar(), b -> picture("a.tar", b)),
        new Reader("zip of pictures", SampleSources.zip(folder), b -> picture("a.zip", b)),
        new Reader(
            "Parquet file",
            SampleSources.parquet(folder),
            b -> SampleSources.read("parquet", folder.resolve("a.parquet"), b)),
        new Reader("CIFAR-10 archive", SampleSources.cifar(), b -> cifar(b)),
        new Reader("CIFAR-10 archive for Python", SampleSources.cifarOfPython(), b -> cifar(b)));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void mutationsAreRefusedClearlyOrDoNoHarm(Reader reader) throws IOException {
    reader.reading().of(reader.sound());
    Map<String, Integer> counts = new TreeMap<>(Map.of("read", 0, "refused", 0));
    for (Mutation mutation : Mutation.values()) {
      for (int i = 0; i < OF_EACH_KIND; i++) {
        SplittableRandom random = new SplittableRandom(31L * reader.name().hashCode() + i);
        byte[] mutated = reader.seal().apply(mutation.of(reader.sound(), random));
        counts.merge(outcome(reader, mutated, mutation + " " + i), 1, Integer::sum);
      }
    }
    COUNTS.put(reader.name(), counts);
  }

  private static String outcome(Reader reader, byte[] mutated, String which) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long cpu = threads.getCurrentThreadCpuTime();
    String outcome = "read";
    try {
      reader.reading().of(mutated);
    } catch (IOException | ConfigRefused refused) {
      outcome = "refused";
      assertThat(refused.getMessage())
          .as("%s, %s", reader.name(), which)
          .isNotBlank()
          .hasSizeLessThan(LONGEST_MESSAGE)
          .doesNotContainPattern("[\\p{Cntrl}\\u202e&&[^\\n]]");
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError unchecked) {
      fail(reader.name() + ", " + which + ": " + shown(mutated), unchecked);
    }
    // Not the clock's: a busy machine is no fault of a reader.
    assertThat(threads.getCurrentThreadCpuTime() - cpu).as(which).isLessThan(MOST_CPU_NANOS);
    assertThat(threads.getCurrentThreadAllocatedBytes() - bytes).as(which).isLessThan(MOST_BYTES);
    return outcome;
  }

  private static String shown(byte[] mutated) {
    String text = new String(mutated, StandardCharsets.ISO_8859_1);
    return text.length() < 4_000
        ? text.replaceAll("[^\\x20-\\x7e\n]", "?")
        : HexFormat.of().formatHex(Arrays.copyOf(mutated, 64)) + "...";
  }

  @AfterAll
  static void tellCounts() {
    StringBuilder table = new StringBuilder();
    COUNTS.forEach(
        (reader, counts) ->
            table.append(
                String.format(
                    Locale.ROOT,
                    "%-36s refused %6d, read %6d%n",
                    reader,
                    counts.get("refused"),
                    counts.get("read"))));
    System.out.println(table);
  }

  private static ConfigFile kept(byte[] bytes) {
    return ConfigFile.parse(text(bytes), "config.conf", List.of());
  }

  private static void experiment(ConfigFile config) {
    config.experiment();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Optional<Path> onDisk(byte[] bytes) throws IOException {
    return Optional.of(Files.write(folder.resolve("own.conf"), bytes));
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = ReaderMutationsTest.class.getResourceAsStream("/golden/" + name)) {
      return in.readAllBytes();
    }
  }

  private static void shard(byte[] bytes, ShardFile sound, DatasetManifest manifest)
      throws IOException {
    Files.write(Path.of(Path.of(sound.path()).toUri()), bytes);
    // The manifest of an attacker tells the length and the checksum that the file has.
    int sum = bytes.length < 4 ? 0 : ByteBuffer.wrap(bytes).getInt(bytes.length - 4);
    ShardFile told =
        new ShardFile(
            sound.path(), sound.examples(), bytes.length, HexFormat.of().toHexDigits(sum));
    Shard.read(Storage.standard(), told, manifest);
  }

  private static void picture(String name, byte[] bytes) throws IOException {
    SampleSources.read("image-folder", folder.resolve(name), bytes);
  }

  private static void cifar(byte[] bytes) throws IOException {
    SampleSources.read("cifar10", folder.resolve("c.tar"), bytes);
  }
}
