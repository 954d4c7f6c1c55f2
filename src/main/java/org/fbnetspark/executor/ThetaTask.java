package org.fbnetspark.executor;

import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.cost.ThetaLoss;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.theta.Draw;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.wire.PhaseWeights;
import org.fbnetspark.wire.ThetaResult;
import org.fbnetspark.wire.ThetaRound;

/**
 * Computes one logical shard's gradient with respect to the theta of one goal, leaving the weights
 * alone. The parts of a round are the shards of the first goal, then those of the next. Its answer
 * depends on its fields and the part alone, so a retried or speculative copy gives the same bits.
 *
 * @param run the search
 * @param weights of the phase
 * @param round what to do
 */
public record ThetaTask(Broadcast<SearchRun> run, Broadcast<PhaseWeights> weights, ThetaRound round)
    implements Function<Integer, ThetaResult> {

  @Override
  public ThetaResult call(Integer part) throws IOException {
    TrainingRun training = run.value().training();
    LogicalShard shard = new LogicalShard(training, part % training.shards());
    int goal = part / training.shards();
    return ExecutorNets.borrow(
        shard.run(),
        slot -> {
          slot.load(weights.value());
          return gradient(shard, goal, ThetaSteps.of(shard, slot, weights.value(), round));
        });
  }

  private ThetaResult gradient(LogicalShard shard, int goal, ThetaSteps steps) throws IOException {
    SearchRun search = run.value();
    GoalLoss wanted = search.goals().get(goal);
    Theta theta = round.thetas().get(goal);
    SeedTree seeds =
        shard
            .run()
            .seeds()
            .child("theta gates")
            .child(round.pass())
            .child(round.index())
            .child(shard.index());
    LogicalShard.Epoch epoch = shard.epoch(SplitPart.THETA, round.pass());
    LogicalShard.Range own = shard.round(SplitPart.THETA, round.index(), round.batches());
    Factors factors = new Factors(shard.run().net().network());
    ShardTally tally = new ShardTally(shard.index());
    ThetaGradient sum = ThetaGradient.zeros(theta);
    List<ThetaGradient> costSums =
        wanted.led().stream().map(costs -> ThetaGradient.zeros(theta)).toList();
    double lossSum = 0;
    for (int number = own.first(); number < own.end(); number++) {
      Batch batch = epoch.batch(number);
      Draw draw =
          round
              .gates()
              .draw(
                  theta,
                  round.temperature(),
                  batch.size(),
                  seeds.child(number - own.first()).generator());
      StepResult step =
          steps.gradient(
              batch, number - own.first(), factors.of(draw.forward()), factors.wanted(draw));
      boolean finite = tally.add(step, batch.size());
      ThetaLoss loss =
          ThetaLoss.of(
              theta,
              draw,
              step.meanLoss(),
              factors.gateGradient(step.factorGradient(), draw.forward()),
              wanted.costs(),
              wanted.loss(),
              search.costUnder());
      if (!finite || !loss.gradient().finite()) {
        return new ThetaResult(goal, tally.dropped(), ThetaGradient.zeros(theta), List.of(), 0);
      }
      sum.add(loss.gradient(), batch.size());
      for (int i = 0; i < costSums.size(); i++) {
        ThetaGradient costGradient = search.costUnder().gradient(wanted.led().get(i), theta, draw);
        costSums.get(i).add(costGradient, batch.size());
      }
      lossSum += loss.loss() * batch.size();
    }
    return new ThetaResult(goal, tally.result(), sum, costSums, lossSum);
  }
}
