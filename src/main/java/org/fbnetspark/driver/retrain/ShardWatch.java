package org.fbnetspark.driver.retrain;

import org.apache.spark.TaskContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.TaskCompletionListener;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.executor.ShardTally;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.wire.ShardResult;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sees every step of a shard inside its task: makes its random numbers those of shard and step, and
 * counts, for dl4j-spark tells no more than the mean score. Each task has its own copy.
 */
final class ShardWatch extends BaseTrainingListener implements TrainingHook {

  private static final long serialVersionUID = 1;
  private static final float[][] NO_GATES = new float[0][];

  private final CollectionAccumulator<ShardResult> results;
  private final SeedTree seeds;
  private transient Steps steps;

  /**
   * Watches the shards of a round.
   *
   * @param results takes what each task has counted, once it is done
   * @param seeds of the round's random numbers
   */
  ShardWatch(CollectionAccumulator<ShardResult> results, SeedTree seeds) {
    this.results = results;
    this.seeds = seeds;
  }

  /** What a task has seen so far. */
  private static final class Steps {
    final ShardTally tally = new ShardTally(TaskContext.getPartitionId());
    int begun;
    boolean finite = true;

    ShardResult result() {
      return finite ? tally.result() : tally.dropped();
    }
  }

  @Override
  public void preUpdate(MultiDataSet batch, Model model) {
    if (steps == null) {
      steps = new Steps();
      TaskContext.get()
          .addTaskCompletionListener(
              (TaskCompletionListener) context -> results.add(steps.result()));
    }
    SeedTree step = seeds.child(TaskContext.getPartitionId()).child(steps.begun++);
    Nd4j.getRandom().setSeed(step.generator().nextLong());
  }

  /** Counts while the classifier still has what it read; afterwards the graph forgets it. */
  @Override
  public void onBackwardPass(Model model) {
    ComputationGraph graph = (ComputationGraph) model;
    IOutputLayer classifier = (IOutputLayer) graph.getOutputLayer(0);
    INDArray labels = classifier.getLabels();
    INDArray scores = classifier.activate(false, LayerWorkspaceMgr.noWorkspaces());
    int correct =
        scores.argMax(1).eq(labels.argMax(1)).castTo(labels.dataType()).sumNumber().intValue();
    double loss = graph.score() - graph.calcRegularizationScore(true);
    int examples = Math.toIntExact(labels.size(0));
    steps.finite &= steps.tally.add(new StepResult(loss, correct, NO_GATES), examples);
  }

  @Override
  public void postUpdate(MultiDataSet batch, Model model) {
    // The backward pass has told.
  }

  @Override
  public void preUpdate(DataSet batch, Model model) {
    throw new UnsupportedOperationException("Graphs are trained on multiple data sets");
  }

  @Override
  public void postUpdate(DataSet batch, Model model) {
    throw new UnsupportedOperationException("Graphs are trained on multiple data sets");
  }
}
