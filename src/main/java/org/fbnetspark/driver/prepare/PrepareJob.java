package org.fbnetspark.driver.prepare;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.data.Split;
import org.fbnetspark.data.source.ClassNames;
import org.fbnetspark.data.source.ExampleSource;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.data.source.SourceCatalog;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.driver.rounds.SparkStorage;
import org.fbnetspark.driver.rounds.WatchedJob;
import org.fbnetspark.executor.PrepareTask;
import org.fbnetspark.run.Claim;
import org.fbnetspark.run.DatasetDirectory;
import org.fbnetspark.store.FileEntry;
import org.fbnetspark.store.Storage;
import org.fbnetspark.wire.PrepareResult;
import org.fbnetspark.wire.PrepareRound;
import org.fbnetspark.wire.StagedShard;

/**
 * Turns a source into a prepared data set. The driver reads the source from front to back, because
 * a compressed archive allows nothing else, and deals the undecoded examples to shards; tasks
 * decode, check and write one shard each; the manifest comes last. A preparation that fails leaves
 * nothing.
 */
public final class PrepareJob {

  private static final String STAGING = "_staging";
  private static final Pattern SHARD = Pattern.compile("(train|test)-\\d{5}\\.shard");

  private final JavaSparkContext context;
  private final Storage storage;
  private final Consumer<String> lines;

  /**
   * A job on a running Spark application.
   *
   * @param lines takes what is said about the progress
   */
  public PrepareJob(JavaSparkContext context, Consumer<String> lines) {
    this.context = context;
    this.storage = SparkStorage.of(context);
    this.lines = lines;
  }

  /**
   * Prepares a data set.
   *
   * @param path directory of the data set, on any Hadoop file system
   * @throws IOException where the source is refused or the output exists already
   */
  public DatasetManifest run(PrepareSettings settings, String path) throws IOException {
    boolean wasThere = storage.exists(storage.qualified(path));
    try (Claim claim = Claim.of(storage, path)) {
      return run(settings, new DatasetDirectory(storage, claim.directory()), wasThere);
    }
  }

  private DatasetManifest run(PrepareSettings settings, DatasetDirectory output, boolean wasThere)
      throws IOException {
    if (output.exists()) {
      throw new IOException(
          output.path() + " holds a data set already; choose another output or delete it");
    }
    ExampleSource source = SourceCatalog.open(storage, settings.source());
    try {
      return prepare(settings, source, output);
    } catch (IOException | RuntimeException e) {
      try {
        discard(output, wasThere);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private DatasetManifest prepare(
      PrepareSettings settings, ExampleSource source, DatasetDirectory output) throws IOException {
    PrepareProgress progress = new PrepareProgress(lines);
    // Of one that was killed there may be more shards than this one makes.
    deleteParts(output);
    String staged = Storage.child(output.path(), STAGING);
    SeedTree seeds = new SeedTree(settings.seed()).child("prepare");
    progress.phase("reading " + source.description());
    Staging staging = new Staging(storage, staged, settings, seeds.child("deal"), progress);
    List<String> names;
    try (staging) {
      names = source.read(staging);
      staging.commit();
    }
    SkipLimit limit = new SkipLimit(source.description(), settings.maxSkippedShare());
    ImageShape shape = staging.shape(limit);
    limit.check(staging.skipped(), staging.skipped().total() + staging.examples());
    ClassNames.check(source.description(), names);
    List<String> sorted = names.stream().sorted().toList();
    boolean tested = staging.shards().stream().anyMatch(shard -> shard.split() == Split.TEST);
    PrepareRound round =
        new PrepareRound(
            storage,
            output.path(),
            settings.encoding(),
            shape,
            settings.side().isPresent(),
            names.stream().map(sorted::indexOf).toList(),
            tested ? 0 : settings.testShare(),
            settings.source().limits(),
            seeds.child("shards"));
    PrepareResult result = decode(settings.name(), staging, round, progress);
    SkippedExamples skipped = staging.skipped().and(result.skipped());
    requireEveryClass(sorted, result, skipped);
    limit.check(skipped, staging.skipped().total() + staging.examples());
    DatasetManifest manifest = manifest(settings, source, shape, sorted, result, skipped);
    storage.delete(staged);
    output.commit(manifest);
    SkipLimit.lines(skipped).forEach(lines);
    if (sorted.size() == 1) {
      lines.accept(
          "warning: '"
              + sorted.get(0)
              + "' is the only class; searches and retrainings need at least two");
    }
    lines.accept(
        String.format(
            Locale.ROOT,
            "prepared %s: %,d images to train, %,d to test, %,d skipped, %d classes of %s in %.1f"
                + " s",
            output.path(),
            manifest.trainExamples(),
            manifest.testExamples(),
            skipped.total(),
            manifest.classes().size(),
            manifest.shape(),
            progress.seconds()));
    return manifest;
  }

  private PrepareResult decode(
      String name, Staging staging, PrepareRound round, PrepareProgress progress)
      throws IOException {
    List<StagedShard> shards = staging.shards();
    progress.phase(
        String.format(
            Locale.ROOT, "decoding %,d images into %d shards", staging.examples(), shards.size()));
    context.setJobGroup("prepare", "prepare " + name + ": " + shards.size() + " shards", true);
    try {
      JavaRDD<PrepareResult> results =
          context.parallelize(shards, shards.size()).map(new PrepareTask(round));
      return new WatchedJob(context)
              .collect(results, done -> progress.writing(done, shards.size(), staging.examples()))
              .stream()
              .reduce(PrepareResult::and)
              .orElseThrow();
    } catch (SparkException e) {
      throw new IOException("A task of the preparation failed: " + e.getMessage(), e);
    } finally {
      context.clearJobGroup();
    }
  }

  private static void requireEveryClass(
      List<String> names, PrepareResult result, SkippedExamples skipped) throws IOException {
    for (int label = 0; label < names.size(); label++) {
      if (result.trainOfClass().get(label) == 0) {
        throw new IOException(
            "Class '"
                + names.get(label)
                + "' has no usable training image"
                + SkipLimit.block(skipped));
      }
    }
  }

  private static DatasetManifest manifest(
      PrepareSettings settings,
      ExampleSource source,
      ImageShape shape,
      List<String> names,
      PrepareResult result,
      SkippedExamples skipped) {
    return new DatasetManifest(
        settings.name(),
        source.description(),
        shape,
        settings.encoding(),
        IntStream.range(0, names.size())
            .mapToObj(
                label ->
                    new DatasetClass(
                        names.get(label),
                        result.trainOfClass().get(label),
                        result.testOfClass().get(label)))
            .toList(),
        result.sums().statistics(),
        result.train(),
        result.test(),
        skipped);
  }

  private void discard(DatasetDirectory output, boolean wasThere) throws IOException {
    if (!wasThere) {
      storage.delete(output.path());
      return;
    }
    deleteParts(output);
  }

  /** Deletes whatever a preparation writes before its manifest. */
  private void deleteParts(DatasetDirectory output) throws IOException {
    storage.delete(Storage.child(output.path(), STAGING));
    storage.deleteTemporaries(output.path());
    for (FileEntry entry : storage.list(output.path())) {
      if (SHARD.matcher(entry.name()).matches()) {
        storage.delete(entry.path());
      }
    }
  }
}
