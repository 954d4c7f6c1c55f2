package org.fbnetspark.executor;

import java.io.IOException;
import java.util.Arrays;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.Batch;
import org.fbnetspark.data.BatchReader;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.Shard;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.wire.FileEvaluation;
import org.fbnetspark.wire.NetWeights;

/**
 * Judges a network by the examples of one file, as they are, with the network's own statistics: an
 * example's scores do not depend on those beside it.
 *
 * @param run the training whose network and data these are
 * @param model the network
 * @param part which examples
 */
public record EvaluationTask(
    Broadcast<TrainingRun> run, Broadcast<NetWeights> model, EvaluatedPart part)
    implements Function<Integer, FileEvaluation> {

  @Override
  public FileEvaluation call(Integer file) throws IOException {
    TrainingRun now = run.value();
    DatasetManifest manifest = now.data().manifest();
    Shard shard = ShardCache.read(now.data().storage(), part.files(manifest).get(file), manifest);
    BatchReader reader = now.reader(Augmentation.NONE);
    int[] examples = part.examples(now, file, part.files(manifest).get(file).examples());
    return ExecutorNets.borrow(
        now,
        slot -> {
          slot.load(model.value());
          Evaluation evaluation = new Evaluation(manifest.classes().size());
          int size = now.net().batch();
          for (int start = 0; start < examples.length; start += size) {
            int[] picks =
                Arrays.copyOfRange(examples, start, Math.min(start + size, examples.length));
            Batch batch = reader.batch(shard, picks, now.seeds());
            float[] scores = slot.scores(batch, size);
            for (int i = 0; i < batch.size(); i++) {
              evaluation.add(scores, i * evaluation.classes(), batch.labels()[i]);
            }
          }
          return new FileEvaluation(file, evaluation);
        });
  }
}
