package org.fbnetspark.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.executor.LogicalShard;
import org.fbnetspark.executor.SearchRun;
import org.fbnetspark.executor.SplitPart;
import org.fbnetspark.net.Supernets;
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
    serializer(conf).ifPresent(preflight.problems::add);
    if (measures) {
      preflight.problems.addAll(ProfilePreflight.beforeSearch(conf));
    }
    preflight.refuseAny();
  }

  /** What is wrong with the serializer, if anything. */
  static Optional<String> serializer(SparkConf conf) {
    String serializer = conf.get("spark.serializer", "");
    return serializer.endsWith("KryoSerializer")
        ? Optional.of(
            "spark.serializer must be Java's, but was "
                + serializer
                + ": Kryo cannot restore the records that this job sends; leave the setting out")
        : Optional.empty();
  }

  /** Checks a search against data, loss, target and memory. */
  static void check(SearchRun run, Optional<Target> target, TaskSlots slots) {
    SearchPreflight preflight = new SearchPreflight();
    preflight.shards(run);
    preflight.loss(run.loss(), run.costs());
    target.ifPresent(wanted -> preflight.target(wanted, run.costs()));
    preflight.memory(run, slots);
    preflight.refuseAny();
  }

  private void shards(SearchRun run) {
    int files = run.data().manifest().train().size();
    if (run.shards() > files) {
      problems.add(
          "search.shards must be at most the number of training files, which is "
              + files
              + ", but was "
              + run.shards()
              + "; lower it, or prepare the data with more prepare.train-shards");
      return;
    }
    for (SplitPart part : SplitPart.values()) {
      for (int shard = 0; shard < run.shards(); shard++) {
        if (new LogicalShard(run, shard).batches(part) == 0) {
          problems.add(
              "search.batch must fit into the "
                  + part.name().toLowerCase(Locale.ROOT)
                  + " split of every shard, but shard "
                  + shard
                  + " has fewer than "
                  + run.net().batch()
                  + " examples there; lower search.batch or search.shards");
          break;
        }
      }
    }
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

  private void memory(SearchRun run, TaskSlots slots) {
    long needed = slots.number() * Supernets.estimatedBytes(run.net().space(), run.net().batch());
    if (needed > slots.bytes()) {
      problems.add(
          String.format(
              Locale.ROOT,
              "%d supernets of %s at batch %d take about %,d MB outside of the heap, but only %,d MB"
                  + " are allowed; raise %s, or lower search.batch",
              slots.number(),
              run.net().space().name(),
              run.net().batch(),
              needed >> 20,
              slots.bytes() >> 20,
              slots.memoryKey()));
    }
  }

  private void refuseAny() {
    if (!problems.isEmpty()) {
      throw new JobRefusedException(problems);
    }
  }
}
