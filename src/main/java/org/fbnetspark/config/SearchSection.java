package org.fbnetspark.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.domain.arch.GateSampling;
import org.fbnetspark.domain.arch.Temperature;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.train.LearningRate;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchSettings.ThetaSettings;
import org.fbnetspark.search.SearchSettings.WeightSettings;

/** Reads {@code search.*}; empty where rules that join several keys are broken. */
final class SearchSection {

  private static final Range BELOW_ONE = Range.between(0, Math.nextDown(1.0));

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
    GateSampling gates = keys.named("search.gates", GateSampling.class);
    long seed = keys.longInteger("seed");
    Optional<WeightSettings> weights = weights(epochs);
    ThetaSettings theta = theta();
    Optional<Temperature> temperature = temperature(epochs);
    Optional<HardwareLoss> loss = loss();
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
            temperature.get(),
            gates,
            loss.get()));
  }

  private Optional<WeightSettings> weights(int epochs) {
    double momentum = keys.number("search.weights.momentum", BELOW_ONE);
    double decay = keys.number("search.weights.weight-decay", Range.atLeast(0));
    int steps = keys.integer("search.weights.steps-per-round", Range.atLeast(1));
    return learningRate(epochs).map(rate -> new WeightSettings(rate, momentum, decay, steps));
  }

  private Optional<LearningRate> learningRate(int epochs) {
    double initial = keys.number("search.weights.learning-rate", Range.above(0));
    double last = keys.number("search.weights.final-learning-rate", Range.atLeast(0));
    List<Integer> stepEpochs =
        keys.integers("search.weights.step-epochs", Range.between(0, Integer.MAX_VALUE));
    double factor = keys.number("search.weights.step-factor", Range.aboveUpTo(0, 1));
    String schedule = keys.named("search.weights.schedule", List.of("cosine", "step", "constant"));
    if (last > initial) {
      keys.refuse(
          "search.weights.final-learning-rate",
          "must be at most search.weights.learning-rate (" + initial + ")");
      return Optional.empty();
    }
    return Optional.of(
        switch (schedule) {
          case "cosine" -> new LearningRate.Cosine(initial, last, epochs);
          case "step" -> new LearningRate.Step(initial, factor, stepEpochs);
          default -> new LearningRate.Constant(initial);
        });
  }

  private ThetaSettings theta() {
    return new ThetaSettings(
        keys.number("search.theta.learning-rate", Range.above(0)),
        keys.number("search.theta.beta1", BELOW_ONE),
        keys.number("search.theta.beta2", BELOW_ONE),
        keys.number("search.theta.epsilon", Range.above(0)),
        keys.number("search.theta.weight-decay", Range.atLeast(0)),
        keys.integer("search.theta.batches-per-round", Range.atLeast(1)));
  }

  private Optional<Temperature> temperature(int epochs) {
    double initial = keys.number("search.temperature.initial", Range.above(0));
    double decay = keys.number("search.temperature.decay", Range.atLeast(0));
    double floor = keys.number("search.temperature.floor", Range.above(0));
    int start = keys.integer("search.temperature.start-epoch", Range.atLeast(0));
    if (floor > initial) {
      keys.refuse(
          "search.temperature.floor",
          "must be at most search.temperature.initial (" + initial + ")");
    }
    if (start > epochs) {
      keys.refuse(
          "search.temperature.start-epoch", "must be at most search.epochs (" + epochs + ")");
    }
    return floor > initial || start > epochs
        ? Optional.empty()
        : Optional.of(new Temperature(initial, decay, floor, start));
  }

  private Optional<HardwareLoss> loss() {
    String form = keys.named("search.loss.form", HardwareLoss.NAMES);
    double alpha = keys.number("search.loss.alpha", Range.above(0));
    double beta = keys.number("search.loss.beta", Range.atLeast(0));
    OptionalDouble scale = keys.optionalNumber("search.loss.scale", Range.above(0));
    OptionalDouble target = keys.optionalNumber("cost.target", Range.above(0));
    OptionalDouble divisor = scale.isPresent() ? scale : target;
    if (form.equals("additive") && divisor.isEmpty()) {
      keys.refuse("search.loss.scale", "must be set for the additive form, or cost.target must be");
      return Optional.empty();
    }
    if (!form.equals("additive") && scale.isPresent()) {
      keys.refuse("search.loss.scale", "belongs to the additive form, but the form is " + form);
      return Optional.empty();
    }
    return Optional.of(HardwareLoss.named(form, alpha, beta, divisor.orElse(1)));
  }
}
