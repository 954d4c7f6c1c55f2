package org.fbnetspark.driver.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.cost.LeastCost;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.WidthChoice;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.driver.profile.ProfilePreflight;
import org.fbnetspark.driver.rounds.TaskSlots;
import org.fbnetspark.driver.rounds.TrainingPreflight;
import org.fbnetspark.driver.rounds.TrainingRounds;
import org.fbnetspark.executor.SplitPart;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.net.engines.Supernets;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.Target;
import org.fbnetspark.search.WidthSettings;

/** Refuses a search that could not work, before the work begins, with everything that is wrong. */
final class SearchPreflight {

  private final List<String> problems = new ArrayList<>();

  /**
   * Checks what Spark alone decides.
   *
   * @param measures whether latencies will be measured
   */
  static void checkSpark(SparkConf conf, boolean measures) {
    SearchPreflight preflight = new SearchPreflight();
    TrainingPreflight.serializer(conf).ifPresent(preflight.problems::add);
    if (measures) {
      preflight.problems.addAll(ProfilePreflight.beforeSearch(conf));
    }
    preflight.refuseAny();
  }

  /**
   * Checks a search against data, engine and memory, before anything is drawn or timed.
   *
   * @param rounds what its rounds need
   */
  static void checkTraining(
      TrainingPreflight rounds, TrainingRun training, GateRule gates, TaskSlots slots) {
    SearchPreflight preflight = new SearchPreflight();
    Network network = training.net().network();
    if (gates.perExample() && Supernets.sharesFactors(network, training.net().engine())) {
      preflight.problems.add(
          "search.gates must be per-batch, for the engine onednn masks the widths and sides of "
              + network.name()
              + " for whole batches, but was per-example; leave it out, or set engine = portable");
    }
    preflight.problems.addAll(
        rounds.problems(training, List.of(SplitPart.WEIGHTS, SplitPart.THETA), slots));
    preflight.refuseAny();
  }

  /** Checks that there are widths, where it is told how they are trained. */
  static void checkWidths(Network network, WidthSettings widths) {
    SearchPreflight preflight = new SearchPreflight();
    if (!widths.equals(WidthSettings.NONE) && WidthChoice.of(network).isEmpty()) {
      preflight.problems.add(
          "search.widths (warm-up = "
              + widths.warmUp().key()
              + ", sampling = "
              + widths.sampling().key()
              + ") needs a choice of widths or expansions, but the space "
              + network.name()
              + " has none; leave it out, or set space.name to a space such as fbnet-v2-cifar");
    }
    preflight.refuseAny();
  }

  /** Checks that an epoch has the weight rounds that a theta round follows. */
  static void checkAlternation(TrainingRun training, SearchSettings search) {
    SearchPreflight preflight = new SearchPreflight();
    int rounds =
        TrainingRounds.perEpoch(training, SplitPart.WEIGHTS, search.weights().stepsPerRound());
    if (search.alternation().thetaRounds(rounds, 1) == 0) {
      preflight.problems.add(
          "search.alternation must be at most the weight rounds of an epoch, which are "
              + rounds
              + ", or theta is never trained; lower it, or search.weights.steps-per-round");
    }
    preflight.refuseAny();
  }

  /** Checks loss, target and limits against what the architectures of the space cost. */
  static void checkCosts(
      HardwareLoss loss, Optional<Target> target, CostTable costs, List<CostBand> limits) {
    SearchPreflight preflight = new SearchPreflight();
    preflight.loss(loss, costs);
    target.ifPresent(wanted -> preflight.target(wanted, costs, limits));
    preflight.refuseAny();
  }

  private void loss(HardwareLoss loss, CostTable costs) {
    try {
      loss.requireDefined(costs);
    } catch (IllegalArgumentException e) {
      problems.add("search.loss does not fit the costs: " + e.getMessage());
    }
  }

  private void target(Target wanted, CostTable costs, List<CostBand> limits) {
    CostKind kind = costs.kind();
    boolean budget = wanted.bound() == Target.Bound.AT_MOST;
    if (wanted.cost() < costs.cheapest() || (!budget && wanted.cost() > costs.dearest())) {
      problems.add(
          Target.key(kind)
              + " is "
              + kind.text(wanted.cost())
              + ", but the architectures of the space cost from "
              + kind.text(costs.cheapest())
              + " to "
              + kind.text(costs.dearest())
              + "; choose a target between them, or another space");
    } else {
      limits(wanted, costs, limits);
    }
  }

  /** Each limit against the least there is under the target and the limits before it. */
  private void limits(Target wanted, CostTable costs, List<CostBand> limits) {
    List<CostBand> architectures =
        new ArrayList<>(List.of(new CostBand(costs, wanted.low(), wanted.high())));
    double low = wanted.bound() == Target.Bound.AT ? wanted.cost() : Double.NEGATIVE_INFINITY;
    List<CostBand> means = new ArrayList<>(List.of(new CostBand(costs, low, wanted.cost())));
    StringBuilder others =
        new StringBuilder(Target.key(costs.kind()) + " of " + wanted.text(costs.kind()));
    for (CostBand limit : limits) {
      CostKind kind = limit.costs().kind();
      LeastCost.Found least = LeastCost.ofArchitectures(limit.costs(), architectures);
      double mean = LeastCost.ofMeans(limit.costs(), means);
      boolean none = !least.givenUp() && least.cost().orElse(0) > limit.high();
      if (none || mean > limit.high()) {
        problems.add(
            Target.key(kind)
                + " is "
                + kind.text(limit.high())
                + ", but under "
                + others
                + " architectures have at least "
                + kind.text(Math.max(none ? least.cost().orElse(0) : 0, mean))
                + "; raise it, or change the other");
        return;
      }
      architectures.add(limit);
      means.add(limit);
      others
          .append(" and ")
          .append(Target.key(kind))
          .append(" of ")
          .append(kind.text(limit.high()));
    }
  }

  private void refuseAny() {
    if (!problems.isEmpty()) {
      throw new JobRefusedException(problems);
    }
  }
}
