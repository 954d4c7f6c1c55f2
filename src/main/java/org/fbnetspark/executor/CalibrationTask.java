package org.fbnetspark.executor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.Batch;
import org.fbnetspark.data.BatchReader;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.Shard;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.export.Calibration;
import org.fbnetspark.export.ChannelOrder;
import org.fbnetspark.export.OnnxModel;
import org.fbnetspark.wire.ExportedNetwork;
import org.fbnetspark.wire.TensorRange;

/**
 * Takes the ranges of a model's tensors from images of one training file, as they are. The images
 * of all files together lie at even distances through the training examples, whatever the order of
 * these is.
 *
 * @param run whose data this is
 * @param network its first model is calibrated
 * @param images in all files together
 */
public record CalibrationTask(
    Broadcast<TrainingRun> run, Broadcast<ExportedNetwork> network, long images)
    implements Function<Integer, List<TensorRange>> {

  @Override
  public List<TensorRange> call(Integer file) throws IOException {
    TrainingRun now = run.value();
    DatasetManifest manifest = now.data().manifest();
    int[] picks = picks(manifest.train(), file, images);
    if (picks.length == 0) {
      return List.of();
    }
    Shard shard = ShardCache.read(now.data().storage(), manifest.train().get(file), manifest);
    BatchReader reader = now.reader(Augmentation.NONE);
    List<float[]> batches = new ArrayList<>();
    int size = now.net().batch();
    for (int start = 0; start < picks.length; start += size) {
      int[] some = Arrays.copyOfRange(picks, start, Math.min(start + size, picks.length));
      Batch batch = reader.batch(shard, some, now.seeds());
      batches.add(ChannelOrder.outermost(batch.images(), batch.shape()));
    }
    OnnxModel model = OnnxModel.read(network.value().models().get(0));
    // A list of its own class, for the views of a map cannot be sent.
    List<TensorRange> ranges = new ArrayList<>();
    Calibration.ranges(model, batches)
        .forEach((tensor, range) -> ranges.add(new TensorRange(tensor, range.min(), range.max())));
    return ranges;
  }

  /** Positions in a file of those examples that belong to {@code images} at even distances. */
  static int[] picks(List<ShardFile> files, int file, long images) {
    long before = files.subList(0, file).stream().mapToLong(ShardFile::examples).sum();
    long all = files.stream().mapToLong(ShardFile::examples).sum();
    long wanted = Math.min(images, all);
    int count = files.get(file).examples();
    int[] picks = new int[count];
    int found = 0;
    for (int i = 0; i < count; i++) {
      long example = before + i;
      // One is taken wherever a whole number of all / wanted examples has gone by.
      if (example * wanted / all < (example + 1) * wanted / all) {
        picks[found++] = i;
      }
    }
    return Arrays.copyOf(picks, found);
  }
}
