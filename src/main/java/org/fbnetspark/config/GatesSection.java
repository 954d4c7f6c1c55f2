package org.fbnetspark.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Temperature;

/** Reads {@code search.gate-rule}, {@code search.gates} and {@code search.temperature}. */
final class GatesSection {

  private static final String RULE = "search.gate-rule";

  private static final String EXTRA = "space.extra-skip";

  private final Keys keys;

  GatesSection(Keys keys) {
    this.keys = keys;
  }

  GateRule rule() {
    String shared = keys.named("search.gates", List.of("per-batch", "per-example"));
    boolean perExample = shared.equals("per-example");
    List<GateRule> rules =
        List.of(
            new GateRule.Gumbel(perExample, false),
            new GateRule.Gumbel(perExample, true),
            new GateRule.Softmax(),
            new GateRule.Paths(1),
            new GateRule.Paths(2),
            GateRule.Paths.kept());
    String name = keys.named(RULE, rules.stream().map(GateRule::key).toList());
    GateRule rule = rules.stream().filter(one -> one.key().equals(name)).findFirst().orElseThrow();
    if (perExample && !rule.perExample()) {
      keys.refuse(
          "search.gates",
          "belongs to Gumbel's gates, but "
              + RULE
              + " is "
              + name
              + ", of which a batch has one draw; set per-batch, or another rule");
    }
    if (rule.execution().drawn() && !keys.isNull(EXTRA)) {
      keys.refuse(
          EXTRA,
          "adds a skip beside what an edge has, but under "
              + RULE
              + " = "
              + name
              + " an edge has one op alone; set it to null, or another rule");
    }
    return rule;
  }

  /** Empty where rules that join several keys are broken. */
  Optional<Temperature> temperature(GateRule rule, int epochs) {
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
    OptionalDouble last = keys.optionalNumber("search.temperature.final", Range.above(0));
    if (floor > initial || start > epochs) {
      return Optional.empty();
    }
    if (!(rule instanceof GateRule.Gumbel)) {
      return Optional.of(Temperature.NONE);
    }
    if (last.isEmpty()) {
      return Optional.of(new Temperature(initial, decay, floor, start));
    }
    double end = last.getAsDouble();
    if (end < floor || end > initial) {
      keys.refuse(
          "search.temperature.final",
          "must be from search.temperature.floor ("
              + floor
              + ") to search.temperature.initial ("
              + initial
              + ")");
      return Optional.empty();
    }
    if (start >= epochs - 1) {
      keys.refuse(
          "search.temperature.final",
          "needs an epoch after search.temperature.start-epoch ("
              + start
              + ") to be reached in, but search.epochs is "
              + epochs
              + "; raise that, or set this to null");
      return Optional.empty();
    }
    return Optional.of(Temperature.ending(initial, end, floor, start, epochs));
  }
}
