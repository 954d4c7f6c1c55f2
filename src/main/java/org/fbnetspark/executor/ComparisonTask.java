package org.fbnetspark.executor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.Batch;
import org.fbnetspark.data.BatchReader;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.Shard;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.domain.evaluation.ComparedModel;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.export.OnnxScores;
import org.fbnetspark.wire.ExportedNetwork;
import org.fbnetspark.wire.FileComparison;

/**
 * Compares a network with the models made of it on all examples of one test file, each model in a
 * session of its own.
 *
 * @param run whose network and data these are
 * @param exported the network and its models
 */
public record ComparisonTask(Broadcast<TrainingRun> run, Broadcast<ExportedNetwork> exported)
    implements Function<Integer, FileComparison> {

  @Override
  public FileComparison call(Integer file) throws IOException {
    TrainingRun now = run.value();
    DatasetManifest manifest = now.data().manifest();
    ShardFile examples = manifest.test().get(file);
    Shard shard = ShardCache.read(now.data().storage(), examples, manifest);
    BatchReader reader = now.reader(Augmentation.NONE);
    List<OnnxScores> sessions = new ArrayList<>();
    try {
      for (byte[] model : exported.value().models()) {
        sessions.add(new OnnxScores(model, now.net().network().input().shape()));
      }
      return ExecutorNets.borrow(
          now,
          slot -> {
            slot.load(exported.value().network());
            Comparison comparison = new Comparison(manifest.classes().size(), sessions);
            int size = now.net().batch();
            for (int start = 0; start < examples.examples(); start += size) {
              int end = Math.min(start + size, examples.examples());
              int[] picks = IntStream.range(start, end).toArray();
              comparison.add(slot, size, reader.batch(shard, picks, now.seeds()));
            }
            return new FileComparison(file, comparison.network, comparison.models);
          });
    } finally {
      sessions.forEach(OnnxScores::close);
    }
  }

  /** What is counted on the way. */
  private static final class Comparison {
    private final List<OnnxScores> sessions;
    private final Evaluation network;
    private final List<ComparedModel> models = new ArrayList<>();

    Comparison(int classes, List<OnnxScores> sessions) {
      this.sessions = sessions;
      network = new Evaluation(classes);
      sessions.forEach(session -> models.add(new ComparedModel(classes)));
    }

    void add(NetSlot slot, int size, Batch batch) {
      float[] own = slot.scores(batch, size);
      int classes = network.classes();
      for (int i = 0; i < batch.size(); i++) {
        network.add(own, i * classes, batch.labels()[i]);
      }
      for (int m = 0; m < sessions.size(); m++) {
        float[] other = sessions.get(m).of(batch.images());
        for (int i = 0; i < batch.size(); i++) {
          models.get(m).evaluation().add(other, i * classes, batch.labels()[i]);
          models.get(m).difference().add(own, other, i * classes, classes);
        }
      }
    }
  }
}
