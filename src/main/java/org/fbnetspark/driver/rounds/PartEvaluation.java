package org.fbnetspark.driver.rounds;

import java.util.Comparator;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.executor.EvaluatedPart;
import org.fbnetspark.executor.EvaluationTask;
import org.fbnetspark.wire.FileEvaluation;
import org.fbnetspark.wire.NetWeights;

/**
 * Judges networks on a part of the data, a Spark task for each file. Counts are added in the order
 * of the files, so that the answer is the same whoever counts.
 *
 * @param rounds of the training whose network and data these are
 */
public record PartEvaluation(TrainingRounds rounds) {

  public Evaluation of(NetWeights model, EvaluatedPart part) {
    DatasetManifest manifest = rounds.training().data().manifest();
    ShardJobs jobs = rounds.jobs();
    Broadcast<NetWeights> net = jobs.spark().broadcast(model);
    try {
      Evaluation sum = new Evaluation(manifest.classes().size());
      jobs
          .collect(
              "evaluation",
              jobs.parts(part.files(manifest).size())
                  .map(new EvaluationTask(rounds.run(), net, part)),
              done -> {})
          .stream()
          .sorted(Comparator.comparingInt(FileEvaluation::file))
          .forEach(file -> sum.add(file.evaluation()));
      return sum;
    } finally {
      Sent.takeBack(net);
    }
  }
}
