package org.fbnetspark.executor;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.apache.spark.api.java.function.Function;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.ImageFormatException;
import org.fbnetspark.data.PixelSums;
import org.fbnetspark.data.Pixels;
import org.fbnetspark.data.ShardBuilder;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.data.Split;
import org.fbnetspark.data.source.RawExample;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.store.Storage;
import org.fbnetspark.wire.PrepareResult;
import org.fbnetspark.wire.PrepareRound;
import org.fbnetspark.wire.StagedShard;

/**
 * Decodes staged examples and writes them as a shard. A task that runs twice writes the same bytes
 * to the same name.
 *
 * @param round what to do
 */
public record PrepareTask(PrepareRound round) implements Function<StagedShard, PrepareResult> {

  @Override
  public PrepareResult call(StagedShard staged) throws IOException {
    SeedTree seeds = round.seeds().child(staged.split().label()).child(staged.index());
    RandomGenerator heldOut = seeds.child("held out").generator();
    ShardBuilder train = builder();
    ShardBuilder test = builder();
    PixelSums sums = new PixelSums(round.shape().channels());
    SkippedExamples skipped = SkippedExamples.NONE;
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(round.storage().open(staged.path()), 1 << 16))) {
      for (int i = 0; i < staged.examples(); i++) {
        RawExample raw = RawExample.readFrom(in);
        boolean toTest = raw.split() == Split.TEST || heldOut.nextDouble() < round.testShare();
        try {
          RawExample example = raw.loaded(round.storage(), round.limits());
          Pixels pixels = fitted(example.decode(round.limits()));
          byte[] image =
              round.encoding() == ImageEncoding.PIXELS ? pixels.values() : example.fileBytes();
          (toTest ? test : train).add(round.labels().get(example.label()), image);
          if (!toTest) {
            sums.add(pixels);
          }
        } catch (ImageFormatException e) {
          skipped = skipped.with(raw.name(), e.getMessage());
        }
      }
    }
    train.shuffle(seeds.child("train order"));
    test.shuffle(seeds.child("test order"));
    return new PrepareResult(
        written(train, Split.TRAIN, staged.index()),
        written(test, Split.TEST, staged.index()),
        boxed(train.classCounts()),
        boxed(test.classCounts()),
        sums,
        skipped);
  }

  private ShardBuilder builder() {
    return new ShardBuilder(round.encoding(), round.shape(), round.labels().size());
  }

  private Pixels fitted(Pixels pixels) throws ImageFormatException {
    if (round.resize()) {
      return pixels.resized(round.shape().height(), round.shape().width());
    }
    if (!pixels.shape().equals(round.shape())) {
      throw new ImageFormatException(
          "is not of " + round.shape() + ", the size of most; prepare.side resizes all");
    }
    return pixels;
  }

  private List<ShardFile> written(ShardBuilder builder, Split split, int index) throws IOException {
    if (builder.size() == 0) {
      return List.of();
    }
    String name = String.format(Locale.ROOT, "%s-%05d.shard", split.label(), index);
    return List.of(builder.write(round.storage(), Storage.child(round.directory(), name)));
  }

  private static List<Integer> boxed(int[] counts) {
    return Arrays.stream(counts).boxed().toList();
  }
}
