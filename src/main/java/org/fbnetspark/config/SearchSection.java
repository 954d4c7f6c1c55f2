package org.fbnetspark.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostUnder;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Temperature;
import org.fbnetspark.domain.train.LearningRate;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.search.Alternation;
import org.fbnetspark.search.Limit;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchSettings.ThetaSettings;
import org.fbnetspark.search.SearchSettings.WeightSettings;
import org.fbnetspark.search.Target;
import org.fbnetspark.search.ThetaRule;
import org.fbnetspark.search.WidthSettings;

/** Reads {@code search.*}; empty where rules that join several keys are broken. */
final class SearchSection {

  private static final Range BELOW_ONE = Range.atLeastBelow(0, 1);

  static final double MICROS_PER_MILLI = 1000;

  private final Keys keys;

  SearchSection(Keys keys) {
    this.keys = keys;
  }

  Optional<SearchSettings> read() {
    int epochs = keys.integer("search.epochs", Range.atLeast(1));
    int warmup = keys.integer("search.warmup-epochs", Range.atLeast(0));
    if (warmup >= epochs) {
      keys.refuse(
          "search.warmup-epochs",
          "must be below search.epochs (" + epochs + "), or theta is never trained");
    }
    int batch = keys.integer("search.batch", Range.atLeast(1));
    int shards = keys.integer("search.shards", Range.atLeast(1));
    GatesSection gates = new GatesSection(keys);
    GateRule rule = gates.rule();
    WidthSettings widths = widths(warmup);
    long seed = keys.longInteger("seed");
    Alternation alternation = alternation();
    Optional<WeightSettings> weights = weights(epochs);
    ThetaSettings theta = theta(rule);
    Optional<Temperature> temperature = gates.temperature(rule, epochs);
    CostKind kept = keys.named("cost.kind", CostKind.class);
    Optional<Target> target = target(kept);
    List<Limit> limits = limits(kept, target.isPresent());
    Optional<HardwareLoss> loss = new LossSection(keys).read(target, theta.rule());
    CostUnder under = keys.named("search.loss.cost-under", CostUnder.class);
    if (warmup >= epochs || weights.isEmpty() || temperature.isEmpty() || loss.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SearchSettings(
            seed,
            epochs,
            warmup,
            batch,
            shards,
            weights.get(),
            theta,
            alternation,
            temperature.get(),
            rule,
            widths,
            loss.get(),
            under,
            target,
            limits));
  }

  private WidthSettings widths(int warmupEpochs) {
    String warmUp = "search.widths.warm-up";
    WidthSettings widths =
        new WidthSettings(
            keys.named(warmUp, WidthSettings.WarmUp.class),
            keys.named("search.widths.sampling", WidthSettings.Sampling.class));
    if (widths.warmUp() != WidthSettings.WarmUp.NONE && warmupEpochs == 0) {
      keys.refuse(
          warmUp,
          "needs epochs in which the weights are trained alone, but search.warmup-epochs is 0;"
              + " raise that, or set this to none");
    }
    return widths;
  }

  private Alternation alternation() {
    String told = keys.text("search.alternation");
    Alternation epochs = new Alternation.Epochs();
    if (told.equals(epochs.key())) {
      return epochs;
    }
    try {
      return new Alternation.Rounds(Integer.parseInt(told));
    } catch (IllegalArgumentException e) {
      keys.refuse("search.alternation", "must be epochs, or an integer of at least 1");
      return epochs;
    }
  }

  /** The target of what the search keeps low. */
  private Optional<Target> target(CostKind kept) {
    double tolerance = keys.number("search.target-tolerance", Range.aboveBelow(0, 1));
    Target.Bound bound = keys.named("search.target-bound", Target.Bound.class);
    OptionalDouble cost = cost(kept);
    return cost.isPresent()
        ? Optional.of(new Target(cost.getAsDouble(), tolerance, bound))
        : Optional.empty();
  }

  /** Targets of other kinds, which need the search's own beside them. */
  private List<Limit> limits(CostKind kept, boolean target) {
    List<Limit> limits = new ArrayList<>();
    for (CostKind kind : CostKind.values()) {
      OptionalDouble cost = kind == kept ? OptionalDouble.empty() : cost(kind);
      if (cost.isPresent() && target) {
        limits.add(new Limit(kind, cost.getAsDouble()));
      } else if (cost.isPresent()) {
        keys.refuse(
            Target.key(kind),
            "belongs to cost.kind "
                + name(kind)
                + ", but that is "
                + name(kept)
                + "; set cost.kind, or "
                + Target.key(kept)
                + " in its place or beside it");
      }
    }
    return limits;
  }

  /** The target of a kind in the unit of its cost table. */
  private OptionalDouble cost(CostKind kind) {
    OptionalDouble value = keys.optionalNumber(Target.key(kind), Range.above(0));
    double unit = kind == CostKind.LATENCY ? MICROS_PER_MILLI : 1;
    return value.isPresent() ? OptionalDouble.of(unit * value.getAsDouble()) : value;
  }

  private static String name(CostKind kind) {
    return kind.key();
  }

  private Optional<WeightSettings> weights(int epochs) {
    double momentum = keys.number("search.weights.momentum", BELOW_ONE);
    double decay = keys.number("search.weights.weight-decay", Range.atLeast(0));
    int steps = keys.integer("search.weights.steps-per-round", Range.atLeast(1));
    OuterStep outer = new OuterKeys(keys, "search.weights").read();
    return learningRate(epochs)
        .map(rate -> new WeightSettings(rate, momentum, decay, steps, outer));
  }

  private Optional<LearningRate> learningRate(int epochs) {
    double initial = keys.number("search.weights.learning-rate", Range.above(0));
    double last = keys.number("search.weights.final-learning-rate", Range.atLeast(0));
    List<Integer> stepEpochs =
        keys.integers("search.weights.step-epochs", Range.between(0, Integer.MAX_VALUE));
    double factor = keys.number("search.weights.step-factor", Range.aboveUpTo(0, 1));
    double warmUp = keys.number("search.weights.warm-up-share", BELOW_ONE);
    String schedule = keys.named("search.weights.schedule", List.of("cosine", "step", "constant"));
    if (last > initial) {
      keys.refuse(
          "search.weights.final-learning-rate",
          "must be at most search.weights.learning-rate (" + initial + ")");
      return Optional.empty();
    }
    LearningRate rate =
        switch (schedule) {
          case "cosine" -> new LearningRate.Cosine(initial, last, epochs);
          case "step" -> new LearningRate.Step(initial, factor, stepEpochs);
          default -> new LearningRate.Constant(initial);
        };
    return Optional.of(new LearningRate.WarmUp(rate, warmUp * epochs));
  }

  private ThetaSettings theta(GateRule gates) {
    ThetaSettings.Order order = keys.named("search.theta.order", ThetaSettings.Order.class);
    if (order == ThetaSettings.Order.SECOND && gates.execution().drawn()) {
      keys.refuse(
          "search.theta.order",
          "is second, but search.gate-rule is "
              + gates.key()
              + ", under which a step trains some of the weights alone; set first");
    }
    return new ThetaSettings(
        keys.number("search.theta.learning-rate", Range.above(0)),
        keys.number("search.theta.beta1", BELOW_ONE),
        keys.number("search.theta.beta2", BELOW_ONE),
        keys.number("search.theta.epsilon", Range.above(0)),
        keys.number("search.theta.weight-decay", Range.atLeast(0)),
        keys.integer("search.theta.batches-per-round", Range.atLeast(1)),
        order,
        rule(gates));
  }

  private ThetaRule rule(GateRule gates) {
    String key = "search.theta.rule";
    int samples = keys.integer("search.theta.samples", Range.between(1, 1000));
    double pace = keys.number("search.theta.baseline-pace", Range.aboveUpTo(0, 1));
    ThetaRule rule = new ThetaRule.Reinforce(samples, pace);
    if (!keys.named(key, List.of("gradient", rule.key())).equals(rule.key())) {
      return new ThetaRule.Gradient();
    }
    if (gates.ofWeights().execution() == Execution.MIXED) {
      keys.refuse(
          key,
          "is reinforce, which judges single paths, but search.gate-rule is "
              + gates.key()
              + "; set that to one-path");
    }
    return rule;
  }
}
