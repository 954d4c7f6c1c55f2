package org.fbnetspark.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.CostUnder;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Temperature;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;
import org.fbnetspark.domain.train.LearningRate;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;

/**
 * A search without images: the cross-entropy of candidate {@code i} is {@code i + 1 - mean(w)}, so
 * training raises the weights and theta moves to the first candidate.
 */
final class ToySearch {

  static final ImageShape INPUT = new ImageShape(4, 4, 4);

  static final Space SPACE =
      Space.chain(
          "toy",
          INPUT,
          List.of(
              choice("first"),
              choice("second"),
              ChainLayer.fixed("classifier", new Linear(), new Placement(INPUT, 3, 1))));

  private ToySearch() {}

  private static ChainLayer choice(String name) {
    return new ChainLayer(
        name,
        List.of(new MbConv(3, 1, 1), new MbConv(5, 1, 1), new Skip()),
        new Placement(INPUT, INPUT.channels(), 1));
  }

  static SearchSettings settings(int epochs, int warmupEpochs) {
    return settings(epochs, warmupEpochs, new Alternation.Epochs());
  }

  static SearchSettings settings(int epochs, int warmupEpochs, Alternation alternation) {
    return new SearchSettings(
        7,
        epochs,
        warmupEpochs,
        4,
        2,
        new SearchSettings.WeightSettings(
            new LearningRate.Cosine(0.1, 0, epochs), 0.9, 1e-4, 2, OuterStep.NONE),
        new SearchSettings.ThetaSettings(0.01, 0.9, 0.999, 1e-8, 5e-4, 1),
        alternation,
        new Temperature(5, 0.045, 0.1, 0),
        new GateRule.Gumbel(false, false),
        WidthSettings.NONE,
        new HardwareLoss.Fbnet(0.2, 0.6),
        CostUnder.GATES,
        Optional.empty(),
        List.of());
  }

  static SearchHealth health() {
    return SearchHealth.of(SPACE, CostTable.macs(SPACE), List.of(), settings(1, 0));
  }

  /** The one goal that it has. */
  static List<Goal> goals() {
    return List.of(Goal.only(settings(1, 0), health()));
  }

  static SearchState initial() {
    return SearchState.initial(
        7, List.of(Theta.uniform(SPACE)), Weights.initial(new float[] {0, 0, 0}));
  }

  /** Answers by a formula, with numbers that depend on the path of the seeds alone. */
  static final class Workers implements SearchWorkers {
    final List<String> calls = new ArrayList<>();
    final List<Double> rates = new ArrayList<>();
    final List<Round> weightRounds = new ArrayList<>();
    final List<Round> thetaRounds = new ArrayList<>();
    private final SeedTree seeds = new SeedTree(7);
    private final Plan plan;

    Workers(Alternation alternation) {
      plan = new Plan(3, alternation.thetaRounds(3, 2));
    }

    @Override
    public Plan plan() {
      return plan;
    }

    @Override
    public WeightOutcome trainWeights(Round round, double learningRate, Weights weights) {
      calls.add("w " + round.epoch() + "." + round.index());
      rates.add(learningRate);
      weightRounds.add(round);
      double noise = random("w", round);
      float[] values = weights.values().clone();
      float[] momentum = weights.momentum().clone();
      for (int i = 0; i < values.length; i++) {
        momentum[i] = (float) (0.9 * momentum[i] + learningRate + 0.001 * noise);
        values[i] += momentum[i];
      }
      return new WeightOutcome(
          new Weights(values, momentum), 2, new Tally(8, 8, 4, 0.5, 0.25, List.of()));
    }

    @Override
    public ThetaPhase thetaPhase(int epoch, int firstRound, Weights weights) {
      calls.add("open " + epoch + "." + firstRound);
      return new ThetaPhase() {
        @Override
        public ThetaOutcomes gradients(Round round) {
          calls.add("theta " + round.epoch() + "." + round.index());
          thetaRounds.add(round);
          int goals = round.thetas().size();
          return new ThetaOutcomes(
              round.thetas().stream().map(theta -> outcome(round, theta)).toList(),
              new Tally(4L * goals, 4 * goals, 2L * goals, 0.5, 0.25, List.of()));
        }

        /** Of 100 images an architecture is right on 20 less for each step from the first. */
        @Override
        public Judgement judge(Round round, List<List<int[]>> picks) {
          calls.add("judge " + round.epoch() + "." + round.index());
          List<Judged> goals = new ArrayList<>();
          for (List<int[]> architectures : picks) {
            List<Tally> counted = new ArrayList<>();
            for (int[] one : architectures) {
              long right = 80 - 20L * IntStream.of(one).sum();
              counted.add(new Tally(100, 100, Math.max(0, right), 0.5, 0.25, List.of()));
            }
            long all = 100L * counted.size();
            Tally together = new Tally(all, all, all / 2, 0.5, 0.25, List.of());
            goals.add(new Judged(counted, together));
          }
          return new Judgement(goals, goals.get(0).tally());
        }

        private ThetaOutcome outcome(Round round, Theta theta) {
          double[][] rows = theta.rows();
          for (int choice = 0; choice < rows.length; choice++) {
            double[] p = theta.probabilities(choice);
            double mean = 0;
            for (int i = 0; i < p.length; i++) {
              mean += p[i] * (i + 1 - weights.values()[0]);
            }
            for (int i = 0; i < p.length; i++) {
              rows[choice][i] =
                  p[i] * (i + 1 - weights.values()[0] - mean) + 0.01 * random("theta", round);
            }
          }
          return new ThetaOutcome(
              ThetaGradient.of(rows), List.of(), 1, new Tally(4, 4, 2, 0.5, 0.25, List.of()));
        }

        @Override
        public void close() {
          calls.add("close " + epoch + "." + firstRound);
        }
      };
    }

    private double random(String phase, Round round) {
      return seeds.child(phase).child(round.epoch()).child(round.index()).generator().nextDouble();
    }

    @Override
    public void close() {}
  }

  /** Checkpoints in memory. */
  static final class Memory implements Checkpoints {
    final Map<Integer, SearchState> kept = new HashMap<>();
    private Optional<SearchState> latest = Optional.empty();

    @Override
    public Optional<SearchState> latest() {
      return latest;
    }

    @Override
    public void commit(SearchState state) {
      kept.put(state.epoch(), state);
      latest = Optional.of(state);
    }
  }

  /** Remembers what it was told. */
  static class Told implements TrainingProgress {
    final List<Round> rounds = new ArrayList<>();
    final List<Epoch> epochs = new ArrayList<>();

    @Override
    public void started(int epochsDone, List<Integer> roundsOfPhases) {}

    @Override
    public void round(Round round) {
      rounds.add(round);
    }

    @Override
    public void epoch(Epoch epoch) {
      epochs.add(epoch);
    }
  }
}
