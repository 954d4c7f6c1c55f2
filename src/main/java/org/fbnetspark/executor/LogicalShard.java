package org.fbnetspark.executor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fbnetspark.data.Batch;
import org.fbnetspark.data.BatchReader;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.Shard;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.random.Shuffle;

/**
 * One of the parts that are trained side by side: the files of the data set whose index leaves this
 * shard's when divided by the number of shards. Which example stands where in an epoch depends on
 * the seeds alone.
 *
 * @param run the training
 * @param index of the shard
 */
public record LogicalShard(TrainingRun run, int index) {

  /** Whole batches of one part of the split; the few examples left over wait for another epoch. */
  public int batches(SplitPart part) {
    return (int) (examples(part) / run.net().batch());
  }

  /** Examples of one part of the split. */
  public long examples(SplitPart part) {
    return Arrays.stream(files()).mapToLong(file -> examples(part, file).length).sum();
  }

  /**
   * The batches that a round takes of one part of the split, by their numbers in the epoch; fewer
   * than others take, or none, where the shard has no more.
   *
   * @param round position in the epoch, counted from 0
   * @param most batches of a round
   */
  Range round(SplitPart part, int round, int most) {
    int first = round * most;
    return new Range(first, Math.min(first + most, batches(part)));
  }

  /**
   * Numbers of batches.
   *
   * @param first the first one
   * @param end behind the last one
   */
  record Range(int first, int end) {}

  /** The batches of one part of the split in the order of an epoch. */
  Epoch epoch(SplitPart part, int epoch) {
    SeedTree order = run.seeds().child("order").child(part.name()).child(epoch).child(index);
    int[] files = files();
    Shuffle.of(files, order.child("files").generator());
    List<int[]> picks = new ArrayList<>();
    for (int file : files) {
      int[] examples = examples(part, file);
      Shuffle.of(examples, order.child(file).generator());
      picks.add(examples);
    }
    return new Epoch(
        files, picks, run.seeds().child("augmentation").child(part.name()).child(epoch));
  }

  private int[] files() {
    int count = run.data().manifest().train().size();
    int[] files = new int[Math.max(0, (count - index + run.shards() - 1) / run.shards())];
    Arrays.setAll(files, i -> index + i * run.shards());
    return files;
  }

  private int[] examples(SplitPart part, int file) {
    int count = run.data().manifest().train().get(file).examples();
    return part.examples(run.data().split(), file, count);
  }

  /** The examples of an epoch, file after file, so that few files are in memory at once. */
  final class Epoch {
    private final int[] files;
    private final List<int[]> picks;
    private final SeedTree augmentation;
    private final BatchReader reader;

    private Epoch(int[] files, List<int[]> picks, SeedTree augmentation) {
      this.files = files;
      this.picks = picks;
      this.augmentation = augmentation;
      this.reader = run.reader(run.data().augmentation());
    }

    /** A batch; it may begin in one file and end in another. */
    Batch batch(int number) throws IOException {
      int size = run.net().batch();
      List<Batch> parts = new ArrayList<>();
      int start = number * size;
      int end = start + size;
      int at = 0;
      for (int i = 0; i < files.length; i++) {
        int[] examples = picks.get(i);
        int from = Math.max(start, at) - at;
        int to = Math.min(end, at + examples.length) - at;
        if (from < to) {
          parts.add(read(files[i], Arrays.copyOfRange(examples, from, to)));
        }
        at += examples.length;
      }
      return parts.size() == 1 ? parts.get(0) : join(parts);
    }

    private Batch read(int file, int[] examples) throws IOException {
      DatasetManifest manifest = run.data().manifest();
      ShardFile source = manifest.train().get(file);
      Shard shard = ShardCache.read(run.data().storage(), source, manifest);
      return reader.batch(shard, examples, augmentation.child(file));
    }

    private static Batch join(List<Batch> parts) {
      int examples = parts.stream().mapToInt(Batch::size).sum();
      int elements = (int) parts.get(0).shape().elements();
      float[] images = new float[Math.multiplyExact(examples, elements)];
      int[] labels = new int[examples];
      int at = 0;
      for (Batch part : parts) {
        System.arraycopy(part.images(), 0, images, at * elements, part.images().length);
        System.arraycopy(part.labels(), 0, labels, at, part.size());
        at += part.size();
      }
      return new Batch(parts.get(0).shape(), images, labels);
    }
  }
}
