package org.fbnetspark.driver.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fbnetspark.report.Figures;
import org.fbnetspark.report.TextTable;

/**
 * A plan in words.
 *
 * @param plan the plan
 * @param secondsPerEpoch as epochs of the sweep have taken so far; empty where none has ended
 * @param secondsPerRetrainingEpoch likewise of its retrainings
 */
record PlanText(
    SweepPlan plan, OptionalDouble secondsPerEpoch, OptionalDouble secondsPerRetrainingEpoch) {

  /** What will be done, and what it takes. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    add(lines, "points", points());
    add(lines, "runs", plan.left().size() + " to do, " + plan.parallel() + " at a time");
    shared().forEach(text -> add(lines, "shared", text));
    plan.parallelism().ifPresent(one -> add(lines, "memory", memory(one)));
    add(lines, "epochs", epochs());
    add(lines, "time", time());
    if (!plan.left().isEmpty()) {
      add(lines, "besides", String.join(", ", besides()));
    }
    return lines;
  }

  /** A line for each point. */
  String table() {
    TextTable table =
        new TextTable(List.of("point", "state", "epochs", "supernet of", "shares"), Set.of(2));
    for (PlannedRun run : plan.runs()) {
      for (String point : run.points()) {
        table.add(
            List.of(
                point,
                run.state().name().toLowerCase(Locale.ROOT),
                String.valueOf(run.experiment().search().epochs()),
                run.hasGoals() ? run.name() : "its own",
                run.warmUp().map(key -> "warm-up " + key).orElse(Figures.UNKNOWN)));
      }
    }
    return table.toString();
  }

  private static void add(List<String> lines, String name, String text) {
    lines.add(String.format(Locale.ROOT, "%-10s%s", name, text));
  }

  private String points() {
    String states =
        Stream.of(PlannedRun.State.values())
            .filter(state -> plan.count(state) > 0)
            .map(state -> plan.count(state) + " " + state.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    long points = plan.runs().stream().mapToLong(run -> run.points().size()).sum();
    return points + ": " + states;
  }

  private List<String> shared() {
    List<String> shared = new ArrayList<>();
    if (!plan.images().isEmpty()) {
      shared.add("images to draw, " + plan.images().size() + " data sets");
    }
    plan.tables()
        .forEach(
            (name, table) ->
                shared.add("latencies of " + table.space().name() + " to time, " + name));
    long together = plan.left().stream().filter(PlannedRun::hasGoals).count();
    if (together > 0) {
      shared.add(
          together
              + " supernets, each for several points that differ in their goals alone (sweep.share ="
              + " warm-up: one for each)");
    }
    if (!plan.warmUps().isEmpty()) {
      shared.add(
          plan.sharedEpochs()
              + " epochs of the weights alone, in "
              + plan.warmUps().size()
              + " runs, spare "
              + plan.sparedEpochs());
    }
    return shared.isEmpty() ? List.of("nothing") : shared;
  }

  private String memory(Parallelism parallelism) {
    int parallel = plan.parallel();
    String tasks =
        String.format(
            Locale.ROOT,
            "a process with tasks: %,d of %,d MB of heap, %,d of %,d MB outside",
            parallelism.heap(parallel) >> 20,
            parallelism.slots().heap().bytes() >> 20,
            parallelism.buffers(parallel) >> 20,
            parallelism.slots().buffers().bytes() >> 20);
    return tasks
        + parallelism
            .slots()
            .driver()
            .map(
                room ->
                    String.format(
                        Locale.ROOT,
                        "; the driver: %,d of %,d MB of heap",
                        parallelism.driver(parallel) >> 20,
                        room.bytes() >> 20))
            .orElse("");
  }

  private String epochs() {
    return plan.epochsLeft()
        + " to train"
        + (plan.epochsKept() > 0
            ? ", behind " + plan.epochsKept() + " of runs that have begun"
            : "");
  }

  private String time() {
    if (plan.left().isEmpty()) {
      return "none";
    }
    return secondsPerEpoch.isPresent()
        ? "at most "
            + Figures.duration(secondsPerEpoch.getAsDouble() * plan.epochsLeft())
            + " for epochs of searches alone, by "
            + Figures.duration(secondsPerEpoch.getAsDouble())
            + " that epochs of this sweep have taken"
        : "unknown, for no epoch of this sweep has been trained yet";
  }

  /** What takes time that is not counted. */
  private List<String> besides() {
    List<String> besides = new ArrayList<>();
    if (!plan.images().isEmpty()) {
      besides.add("images to draw");
    }
    if (!plan.tables().isEmpty()) {
      besides.add("latency tables to time");
    }
    besides.add("networks to time");
    Map<Integer, Integer> byEpochs = new TreeMap<>();
    for (PlannedRun run : plan.left()) {
      if (run.retrainingsLeft() > 0) {
        byEpochs.merge(run.experiment().retrainingEpochs(), run.retrainingsLeft(), Integer::sum);
      }
    }
    byEpochs.forEach((epochs, networks) -> besides.add(retrainings(networks, epochs)));
    return besides;
  }

  private String retrainings(int networks, int epochs) {
    String told = "up to " + networks + " retrainings of " + epochs + " epochs";
    return secondsPerRetrainingEpoch.isPresent()
        ? told
            + " (at most "
            + Figures.duration(secondsPerRetrainingEpoch.getAsDouble() * networks * epochs)
            + ", by "
            + Figures.duration(secondsPerRetrainingEpoch.getAsDouble())
            + " an epoch so far)"
        : told;
  }

  /** What stands in the way; empty where nothing does. */
  Optional<String> problems() {
    return plan.problems().isEmpty()
        ? Optional.empty()
        : Optional.of(
            plan.problems().stream()
                .map(problem -> "problem   " + problem)
                .collect(Collectors.joining("\n")));
  }
}
