package org.fbnetspark.driver.prepare;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.data.Split;
import org.fbnetspark.data.source.ExampleSink;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.data.source.RawExample;
import org.fbnetspark.data.source.SourceLimits;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.AtomicFile;
import org.fbnetspark.store.Storage;
import org.fbnetspark.wire.StagedShard;

/**
 * Deals the examples of a source to shards, undecoded, into one file a shard. Each class is dealt
 * in rounds of one example a shard in random order, so every shard holds about the same mixture
 * whatever the order of the source.
 */
final class Staging implements ExampleSink, Closeable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Storage storage;
  private final String directory;
  private final PrepareSettings settings;
  private final SeedTree seeds;
  private final PrepareProgress progress;
  private final Map<Split, List<Pile>> piles = new EnumMap<>(Split.class);
  private final Map<Split, Map<Integer, Deal>> deals = new EnumMap<>(Split.class);
  private final SizeSurvey survey;
  private SkippedExamples skipped = SkippedExamples.NONE;
  private int channels;
  private long staged;

  Staging(
      Storage storage,
      String directory,
      PrepareSettings settings,
      SeedTree seeds,
      PrepareProgress progress) {
    this.storage = storage;
    this.directory = directory;
    this.settings = settings;
    this.seeds = seeds;
    this.progress = progress;
    this.survey = new SizeSurvey(seeds.child("sizes").generator());
  }

  @Override
  public void accept(RawExample example) throws IOException {
    if (settings.side().isEmpty()) {
      SourceLimits limits = settings.source().limits();
      survey.see(example.name(), () -> example.loaded(storage, limits).size(limits));
    }
    channels = example.channels();
    int shards = example.split() == Split.TRAIN ? settings.trainShards() : settings.testShards();
    int shard =
        deals
            .computeIfAbsent(example.split(), split -> new HashMap<>())
            .computeIfAbsent(
                example.label(),
                label ->
                    new Deal(shards, seeds.child(example.split().label()).child(label).generator()))
            .next();
    List<Pile> ofSplit = piles.computeIfAbsent(example.split(), split -> new ArrayList<>());
    while (ofSplit.size() < shards) {
      ofSplit.add(new Pile(example.split(), ofSplit.size()));
    }
    ofSplit.get(shard).add(example);
    staged++;
  }

  @Override
  public void skip(String name, String reason) {
    skipped = skipped.with(name, reason);
  }

  @Override
  public void note(String text) {
    progress.note(text);
  }

  @Override
  public void reached(double share) {
    progress.reading(staged, skipped.total(), share);
  }

  /**
   * Shape that the data set's images get.
   *
   * @throws IOException where there is no image, or several sizes and none is set
   */
  ImageShape shape(SkipLimit limit) throws IOException {
    Optional<ImageShape> shape =
        staged > 0 && settings.side().isPresent()
            ? settings.side().map(side -> new ImageShape(side, side, channels))
            : survey.mostFrequent(limit);
    return shape.orElseThrow(
        () ->
            new IOException(
                limit.source()
                    + " holds no usable image"
                    + SkipLimit.block(skipped.and(survey.unreadable()))));
  }

  /** What could not even be staged. */
  SkippedExamples skipped() {
    return skipped;
  }

  /** Number of examples staged. */
  long examples() {
    return staged;
  }

  /** The shards that were dealt something, training first; call it after {@link #close}. */
  List<StagedShard> shards() {
    return piles.values().stream()
        .flatMap(List::stream)
        .filter(pile -> pile.examples > 0)
        .map(pile -> new StagedShard(pile.split, pile.index, pile.path, pile.examples))
        .toList();
  }

  /** Ends every file of a complete staging. */
  void commit() throws IOException {
    for (List<Pile> ofSplit : piles.values()) {
      for (Pile pile : ofSplit) {
        pile.out.flush();
        pile.file.commit();
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (List<Pile> ofSplit : piles.values()) {
      for (Pile pile : ofSplit) {
        pile.file.close();
      }
    }
  }

  /** The file of one shard. */
  private final class Pile {
    private final Split split;
    private final int index;
    private final String path;
    private final AtomicFile file;
    private final DataOutputStream out;
    private int examples;

    Pile(Split split, int index) throws IOException {
      this.split = split;
      this.index = index;
      this.path = Storage.child(directory, split.label() + "-" + index);
      this.file = storage.create(path);
      this.out = new DataOutputStream(new BufferedOutputStream(file.stream(), BUFFER_BYTES));
    }

    void add(RawExample example) throws IOException {
      example.writeTo(out);
      examples++;
    }
  }
}
