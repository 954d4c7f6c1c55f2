package org.fbnetspark.driver.prepare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.data.Split;
import org.fbnetspark.data.source.GeneratedSettings;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * What a preparation of drawn images will come to, by its settings alone: shape, classes and the
 * examples of each training shard. What is impossible with them is refused before any is drawn.
 */
final class GeneratedPlan {

  private static final int CHANNELS = 3;

  private GeneratedPlan() {}

  /** A manifest whose shards have no bytes yet. */
  static DatasetManifest of(PrepareSettings settings) {
    GeneratedSettings generated = settings.source().generated();
    int side = settings.side().orElse(generated.side());
    List<DatasetClass> classes =
        IntStream.range(0, generated.classes())
            .mapToObj(label -> new DatasetClass(String.valueOf(label), 0, 0))
            .toList();
    List<Double> middle = Collections.nCopies(CHANNELS, 0.5);
    return new DatasetManifest(
        settings.name(),
        "images that are to be drawn",
        new ImageShape(side, side, CHANNELS),
        settings.encoding(),
        classes,
        new ChannelStatistics(middle, middle),
        shards(settings),
        List.of(),
        SkippedExamples.NONE);
  }

  private static List<ShardFile> shards(PrepareSettings settings) {
    SeedTree seeds = new SeedTree(settings.seed()).child("prepare");
    int[] staged = staged(settings, seeds.child("deal"));
    double testShare = settings.source().generated().test() > 0 ? 0 : settings.testShare();
    List<ShardFile> shards = new ArrayList<>();
    for (int shard = 0; shard < staged.length; shard++) {
      RandomGenerator heldOut =
          seeds
              .child("shards")
              .child(Split.TRAIN.label())
              .child(shard)
              .child("held out")
              .generator();
      int examples =
          (int)
              IntStream.range(0, staged[shard])
                  .filter(i -> heldOut.nextDouble() >= testShare)
                  .count();
      if (examples > 0) {
        shards.add(new ShardFile("train-" + shard, examples, 0, ""));
      }
    }
    return shards;
  }

  private static int[] staged(PrepareSettings settings, SeedTree seeds) {
    GeneratedSettings generated = settings.source().generated();
    int[] staged = new int[settings.trainShards()];
    for (int label = 0; label < generated.classes(); label++) {
      Deal deal =
          new Deal(staged.length, seeds.child(Split.TRAIN.label()).child(label).generator());
      for (int i = label; i < generated.train(); i += generated.classes()) {
        staged[deal.next()]++;
      }
    }
    return staged;
  }
}
