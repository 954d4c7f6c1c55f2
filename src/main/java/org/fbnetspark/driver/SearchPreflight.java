package org.fbnetspark.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.executor.SearchRun;
import org.fbnetspark.executor.SplitPart;
import org.fbnetspark.search.Target;

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

  /** Checks a search against data, loss, target and memory. */
  static void check(SearchRun run, Optional<Target> target, TaskSlots slots) {
    SearchPreflight preflight = new SearchPreflight();
    preflight.problems.addAll(
        new TrainingPreflight("search")
            .problems(run.training(), List.of(SplitPart.WEIGHTS, SplitPart.THETA), slots));
    preflight.loss(run.loss(), run.costs());
    target.ifPresent(wanted -> preflight.target(wanted, run.costs()));
    preflight.refuseAny();
  }

  private void loss(HardwareLoss loss, CostTable costs) {
    try {
      loss.requireDefined(costs);
    } catch (IllegalArgumentException e) {
      problems.add("search.loss does not fit the costs: " + e.getMessage());
    }
  }

  private void target(Target wanted, CostTable costs) {
    CostKind kind = costs.kind();
    if (wanted.cost() < costs.cheapest() || wanted.cost() > costs.dearest()) {
      problems.add(
          Target.key(kind)
              + " is "
              + kind.text(wanted.cost())
              + ", but the architectures of the space cost from "
              + kind.text(costs.cheapest())
              + " to "
              + kind.text(costs.dearest())
              + "; choose a target between them, or another space");
    }
  }

  private void refuseAny() {
    if (!problems.isEmpty()) {
      throw new JobRefusedException(problems);
    }
  }
}
