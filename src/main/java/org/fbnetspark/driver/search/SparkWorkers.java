package org.fbnetspark.driver.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.domain.network.WidthChoice;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.driver.rounds.Sent;
import org.fbnetspark.driver.rounds.TrainingRounds;
import org.fbnetspark.executor.SampleTask;
import org.fbnetspark.executor.SearchRun;
import org.fbnetspark.executor.SplitPart;
import org.fbnetspark.executor.ThetaTask;
import org.fbnetspark.search.Round;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchWorkers;
import org.fbnetspark.search.WidthPlan;
import org.fbnetspark.wire.PhaseWeights;
import org.fbnetspark.wire.SampleResult;
import org.fbnetspark.wire.SampleRound;
import org.fbnetspark.wire.ShardResult;
import org.fbnetspark.wire.ShardThetas;
import org.fbnetspark.wire.ThetaResult;
import org.fbnetspark.wire.ThetaRound;
import org.fbnetspark.wire.WeightRound;

/**
 * The workers of a search as Spark tasks, one for each logical shard. Weight rounds are {@link
 * TrainingRounds}; a theta round moves no weights at all.
 */
final class SparkWorkers implements SearchWorkers {

  private final JavaSparkContext spark;
  private final SearchSettings settings;
  private final RoundWatch watch;
  private final SearchRun search;
  private final String id = UUID.randomUUID().toString();
  private final TrainingRounds rounds;
  private final Broadcast<SearchRun> run;
  private final Plan plan;
  private final int thetaPass;
  private final WidthPlan widths;

  /** Who is told while a round runs. */
  interface RoundWatch {

    /**
     * Some of a round's tasks are done; called again and again.
     *
     * @param phase by its place in the schedule
     */
    void running(int epoch, int phase, int round, int tasksDone, int tasks);
  }

  SparkWorkers(JavaSparkContext spark, SearchSettings settings, SearchRun run, RoundWatch watch) {
    this.spark = spark;
    this.settings = settings;
    this.watch = watch;
    this.search = run;
    this.rounds = new TrainingRounds(spark, run.training(), "search");
    this.run = spark.broadcast(run);
    this.plan = plan(run, settings);
    this.thetaPass = thetaPass(run, settings);
    this.widths = new WidthPlan(settings, plan, WidthChoice.of(run.training().net().network()));
  }

  /** Enough weight rounds for the longest shard, and the theta rounds that go with them. */
  static Plan plan(SearchRun run, SearchSettings settings) {
    int weightRounds =
        TrainingRounds.perEpoch(
            run.training(), SplitPart.WEIGHTS, settings.weights().stepsPerRound());
    return new Plan(
        weightRounds, settings.alternation().thetaRounds(weightRounds, thetaPass(run, settings)));
  }

  /** Theta rounds in which the longest shard sees its part of the theta split once. */
  private static int thetaPass(SearchRun run, SearchSettings settings) {
    return TrainingRounds.perEpoch(
        run.training(), SplitPart.THETA, settings.theta().batchesPerRound());
  }

  /** See {@link TrainingRounds#tellEngines}. */
  void tellEngines(Consumer<String> lines) {
    rounds.tellEngines(lines);
  }

  @Override
  public Plan plan() {
    return plan;
  }

  @Override
  public WeightOutcome trainWeights(Round round, double learningRate, Weights weights) {
    WeightRound.Sgd sgd =
        new WeightRound.Sgd(
            learningRate,
            settings.weights().momentum(),
            settings.weights().weightDecay(),
            0,
            0,
            settings.weights().stepsPerRound());
    WeightRound message =
        new WeightRound(
            round.epoch(),
            round.index(),
            new ShardThetas(widths.thetas(round), firstGoal(round)),
            round.temperature(),
            gates(round).ofWeights(),
            widths.turns(round),
            sgd,
            weights.values(),
            settings.weights().outer().sent(weights));
    return rounds.train(
        message,
        weights,
        group("weights", round),
        done -> watch.running(round.epoch(), 0, round.index(), done, rounds.tasks()));
  }

  private int firstGoal(Round round) {
    long number = (long) round.epoch() * plan.weightRounds() + round.index();
    return (int) (number % search.goals().size());
  }

  @Override
  public ThetaPhase thetaPhase(int epoch, int firstRound, Weights weights) {
    PhaseWeights.Id phase = new PhaseWeights.Id(id, epoch, firstRound);
    float[] momentum = secondOrder() ? weights.momentum() : new float[0];
    return new SparkThetaPhase(
        spark.broadcast(new PhaseWeights(phase, weights.values(), momentum)));
  }

  private final class SparkThetaPhase implements ThetaPhase {
    private final Broadcast<PhaseWeights> weights;

    SparkThetaPhase(Broadcast<PhaseWeights> weights) {
      this.weights = weights;
    }

    @Override
    public ThetaOutcomes gradients(Round round) {
      long start = System.nanoTime();
      ThetaRound message =
          new ThetaRound(
              pass(round),
              indexInPass(round),
              round.thetas(),
              round.temperature(),
              gates(round),
              settings.theta().batchesPerRound(),
              lookAhead(round));
      List<ThetaResult> ordered =
          results(round, new ThetaTask(run, weights, message)).stream()
              .sorted(
                  Comparator.comparingInt(ThetaResult::goal)
                      .thenComparingInt(result -> result.counted().shard()))
              .toList();
      List<ThetaOutcome> goals = new ArrayList<>();
      for (int goal = 0; goal < search.goals().size(); goal++) {
        int first = goal * settings.shards();
        goals.add(
            sum(
                ordered.subList(first, first + settings.shards()),
                round.thetas().get(goal),
                search.goals().get(goal).led().size(),
                start));
      }
      return new ThetaOutcomes(goals, counted(ordered, start));
    }

    @Override
    public Judgement judge(Round round, List<List<int[]>> picks) {
      long start = System.nanoTime();
      List<List<Gates>> samples = new ArrayList<>();
      for (int goal = 0; goal < picks.size(); goal++) {
        Theta theta = round.thetas().get(goal);
        samples.add(picks.get(goal).stream().map(one -> Gates.of(theta, one)).toList());
      }
      SampleRound message =
          new SampleRound(
              pass(round), indexInPass(round), samples, settings.theta().batchesPerRound());
      List<SampleResult> results = results(round, new SampleTask(run, weights, message));
      List<Judged> goals = new ArrayList<>();
      for (int goal = 0; goal < picks.size(); goal++) {
        goals.add(judged(results, goal, picks.get(goal).size(), start));
      }
      return new Judgement(
          goals, together(results.stream().flatMap(one -> one.counted().stream()), start));
    }

    private static Judged judged(List<SampleResult> results, int goal, int count, long start) {
      List<List<ShardResult>> shards =
          results.stream()
              .filter(result -> result.goal() == goal)
              .map(SampleResult::counted)
              .toList();
      List<Tally> architectures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int sample = i;
        architectures.add(together(shards.stream().map(shard -> shard.get(sample)), start));
      }
      return new Judged(architectures, together(shards.stream().flatMap(List::stream), start));
    }

    /** In the order of the shards, so that sums are the same wherever the tasks ran. */
    private static Tally together(Stream<ShardResult> results, long start) {
      return ShardResult.together(
          results.sorted(Comparator.comparingInt(ShardResult::shard)).toList(), start);
    }

    /** What each goal's shards answer. */
    private <T> List<T> results(Round round, Function<Integer, T> task) {
      int parts = Math.multiplyExact(search.goals().size(), settings.shards());
      return rounds
          .jobs()
          .collect(
              group("theta", round),
              rounds.jobs().parts(parts).map(task),
              done -> watch.running(round.epoch(), 1, round.index(), done, parts));
    }

    private int pass(Round round) {
      return Math.toIntExact(before(round) / thetaPass);
    }

    private int indexInPass(Round round) {
      return Math.toIntExact(before(round) % thetaPass);
    }

    private long before(Round round) {
      return (long) round.epoch() * plan.thetaRounds() + round.index();
    }

    private ThetaOutcome sum(List<ThetaResult> ordered, Theta theta, int led, long start) {
      Tally tally = counted(ordered, start);
      ThetaGradient gradient = ThetaGradient.zeros(theta);
      List<ThetaGradient> costGradients =
          IntStream.range(0, led).mapToObj(i -> ThetaGradient.zeros(theta)).toList();
      double loss = 0;
      for (ThetaResult result : ordered) {
        gradient.add(result.gradientSum(), 1);
        for (int i = 0; i < result.costGradientSums().size(); i++) {
          costGradients.get(i).add(result.costGradientSums().get(i), 1);
        }
        loss += result.lossSum();
      }
      double share = 1.0 / Math.max(1, tally.examples());
      gradient.scale(share);
      costGradients.forEach(one -> one.scale(share));
      return new ThetaOutcome(gradient, costGradients, loss / tally.examples(), tally);
    }

    private static Tally counted(List<ThetaResult> results, long start) {
      return ShardResult.together(results.stream().map(ThetaResult::counted).toList(), start);
    }

    @Override
    public void close() {
      Sent.takeBack(weights);
    }
  }

  private boolean secondOrder() {
    return settings.theta().order() == SearchSettings.ThetaSettings.Order.SECOND;
  }

  /** The step of the weights that stands where the theta round does in its epoch. */
  private ThetaRound.LookAhead lookAhead(Round round) {
    if (!secondOrder()) {
      return ThetaRound.LookAhead.NONE;
    }
    int weightRound = (int) ((long) round.index() * plan.weightRounds() / plan.thetaRounds());
    SearchSettings.WeightSettings sgd = settings.weights();
    return new ThetaRound.LookAhead(
        sgd.learningRate().at(round.epoch() + (double) weightRound / plan.weightRounds()),
        sgd.momentum(),
        sgd.weightDecay(),
        round.epoch(),
        weightRound * sgd.stepsPerRound());
  }

  private GateRule gates(Round round) {
    return search.gates().after((double) round.epoch() / settings.epochs());
  }

  private static String group(String phase, Round round) {
    return "epoch " + (round.epoch() + 1) + " " + phase + " round " + (round.index() + 1);
  }

  @Override
  public void close() {
    run.destroy();
    rounds.close();
  }
}
