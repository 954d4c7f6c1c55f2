package org.fbnetspark.executor;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.Batch;
import org.fbnetspark.data.BatchReader;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.Shard;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.domain.arch.Gates;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.export.OnnxScores;
import org.fbnetspark.wire.ExportedModels;
import org.fbnetspark.wire.FileComparison;

/**
 * Compares a network with what it was exported as, on the test examples of one file.
 *
 * @param run whose network and data these are
 * @param models to compare
 * @param comparedOfFirst examples of the first file whose scores are compared
 */
public record ExportTask(
    Broadcast<TrainingRun> run, Broadcast<ExportedModels> models, int comparedOfFirst)
    implements Function<Integer, FileComparison> {

  private static final Gates NO_CHOICE = Gates.perBatch(new float[0][]);

  @Override
  public FileComparison call(Integer file) throws IOException {
    TrainingRun now = run.value();
    DatasetManifest manifest = now.data().manifest();
    ShardFile source = EvaluatedPart.TEST.files(manifest).get(file);
    Shard shard = ShardCache.read(now.data().storage(), source, manifest);
    ImageShape image = manifest.shape();
    byte[] int8 = models.value().int8();
    return ExecutorNets.borrow(
        now.net(),
        slot -> {
          slot.load(models.value().net());
          try (OnnxScores onnx = new OnnxScores(models.value().onnx(), image)) {
            if (int8.length == 0) {
              return compare(file, shard, slot, onnx, Optional.empty());
            }
            try (OnnxScores quantised = new OnnxScores(int8, image)) {
              return compare(file, shard, slot, onnx, Optional.of(quantised));
            }
          }
        });
  }

  private FileComparison compare(
      int file, Shard shard, NetSlot slot, OnnxScores onnx, Optional<OnnxScores> quantised)
      throws IOException {
    DatasetManifest manifest = run.value().data().manifest();
    int classes = manifest.classes().size();
    int size = run.value().net().batch();
    BatchReader reader = new BatchReader(manifest, Augmentation.NONE);
    Evaluation ours = new Evaluation(classes);
    Evaluation theirs = new Evaluation(classes);
    Evaluation int8 = new Evaluation(classes);
    long otherAnswers = 0;
    int compared = 0;
    double difference = 0;
    double score = 0;
    int toCompare = file == 0 ? comparedOfFirst : 0;
    for (int start = 0; start < shard.size(); start += size) {
      int[] picks = range(start, Math.min(start + size, shard.size()));
      Batch batch = reader.batch(shard, picks, run.value().seeds());
      int whole = Math.toIntExact(size * batch.shape().elements());
      float[] own = slot.net().infer(Arrays.copyOf(batch.images(), whole), NO_CHOICE);
      float[] other = onnx.of(batch.images());
      Optional<float[]> bytes = quantised.map(model -> model.of(batch.images()));
      for (int i = 0; i < batch.size(); i++) {
        int at = i * classes;
        int label = batch.labels()[i];
        ours.add(own, at, label);
        theirs.add(other, at, label);
        bytes.ifPresent(scores -> int8.add(scores, at, label));
        otherAnswers += highest(own, at, classes) == highest(other, at, classes) ? 0 : 1;
        if (compared < toCompare) {
          compared++;
          for (int c = at; c < at + classes; c++) {
            difference = Math.max(difference, Math.abs(own[c] - other[c]));
            score = Math.max(score, Math.abs(own[c]));
          }
        }
      }
    }
    return new FileComparison(file, ours, theirs, int8, otherAnswers, compared, difference, score);
  }

  private static int[] range(int from, int to) {
    int[] picks = new int[to - from];
    Arrays.setAll(picks, i -> from + i);
    return picks;
  }

  private static int highest(float[] scores, int start, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = scores[start + c] > scores[start + best] ? c : best;
    }
    return best;
  }
}
