package org.fbnetspark.driver.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.driver.prepare.FittedSpace;
import org.fbnetspark.driver.prepare.RunData;
import org.fbnetspark.driver.rounds.TaskSlots;
import org.fbnetspark.driver.search.SearchJob;
import org.fbnetspark.experiment.Configuration;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.SweepPoint;
import org.fbnetspark.experiment.SweepSettings;
import org.fbnetspark.run.ConfigChanges;
import org.fbnetspark.run.DatasetDirectory;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.run.SweepDirectory;

/** Makes the plan of a sweep from its points and what its directory has; writes nothing. */
final class SweepPlanner {

  private static final int DIGITS = 12;
  private static final String TABLE = "cost.latency-table";

  private final JavaSparkContext spark;
  private final SweepStart start;
  private final SweepDirectory directory;
  private final IntUnaryOperator slots;
  private final Map<String, PrepareSettings> images = new LinkedHashMap<>();
  private final Map<String, SweepPlan.Table> tables = new LinkedHashMap<>();
  private final Map<String, List<String>> problems = new LinkedHashMap<>();

  /**
   * A planner.
   *
   * @param slots tells how many task slots the sweep will run on, of which so many are enough
   */
  SweepPlanner(
      JavaSparkContext spark, SweepStart start, SweepDirectory directory, IntUnaryOperator slots) {
    this.slots = slots;
    this.spark = spark;
    this.start = start;
    this.directory = directory;
  }

  SweepPlan plan() throws IOException {
    boolean together = start.settings().share() == SweepSettings.Share.GOALS;
    GoalGroups groups = new GoalGroups(directory);
    Map<String, String> begun = together ? groups.begun() : Map.of();
    List<PlannedRun> runs = new ArrayList<>();
    for (SweepPoint point : start.points()) {
      PlannedRun run = run(point, begun.getOrDefault(point.name(), point.name()));
      requireSame(run);
      runs.add(run);
    }
    if (together) {
      runs = groups.of(runs);
    }
    Map<String, SweepPlan.WarmUp> warmUps = new LinkedHashMap<>();
    if (start.settings().share() != SweepSettings.Share.NONE) {
      runs = shared(runs, warmUps);
    }
    Optional<Parallelism> parallelism = parallelism(runs);
    int parallel = parallelism.map(one -> one.of(start.settings().parallel(), slots)).orElse(1);
    List<String> told = told(start.points().size());
    parallelism
        .flatMap(one -> one.shortage(parallel))
        .filter(lack -> parallel > 1)
        .ifPresent(told::add);
    return new SweepPlan(runs, images, tables, warmUps, parallelism, parallel, told);
  }

  /** A run as one point has it: of this alone, or of this and others that it has begun with. */
  private PlannedRun run(SweepPoint point, String name) throws IOException {
    RunDirectory own = directory.point(name);
    PlannedRun.State state = PlannedRun.State.of(own);
    Configuration given = point.configuration();
    Experiment experiment = given.experiment();
    Optional<SearchJob.Checked> checked = Optional.empty();
    Configuration now = given;
    PlannedRun.Done done = PlannedRun.Done.NOTHING;
    try {
      Configuration known = given;
      if (experiment.data().path().isEmpty()) {
        String drawn = checksum(experiment.preparation().toString());
        now = now.with("data.path", directory.data(drawn));
        if (DatasetDirectory.at(directory.storage(), directory.data(drawn)).exists()) {
          known = now;
        } else if (state != PlannedRun.State.FINISHED) {
          images.put(drawn, experiment.preparation());
        }
      }
      if (measures(experiment)) {
        Space space = space(known.experiment(), own);
        String table = tableName(experiment, space);
        String path = directory.latencyTable(table);
        now = now.with(TABLE, path);
        if (directory.storage().exists(path)) {
          known = known.with(TABLE, path);
        } else if (state != PlannedRun.State.FINISHED) {
          tables.putIfAbsent(table, new SweepPlan.Table(known.experiment(), space));
        }
      }
      if (state != PlannedRun.State.FINISHED) {
        done = PlannedRun.Done.of(own, experiment);
        boolean resume = state == PlannedRun.State.BEGUN;
        RunStart from = new RunStart(own.path(), resume, now.render());
        checked = Optional.of(new SearchJob(spark, known.experiment(), from, muted -> {}).check());
      }
    } catch (IOException | JobRefusedException | IllegalArgumentException wrong) {
      // What a finished point was made of may be gone by now.
      if (state != PlannedRun.State.FINISHED) {
        problem(point.name(), String.valueOf(wrong.getMessage()));
      }
    }
    return new PlannedRun(name, List.of(point.name()), now, checked, Optional.empty(), state, done);
  }

  private static boolean measures(Experiment experiment) {
    return experiment.search().needsLatencies(experiment.costs().kind())
        && experiment.costs().latencyTable().isEmpty();
  }

  private static Space space(Experiment experiment, RunDirectory own) throws IOException {
    return FittedSpace.of(experiment.space(), new RunData(experiment).expected(own, false));
  }

  /** The same for all that are to measure the same rows in the same way. */
  private static String tableName(Experiment experiment, Space space) {
    String decisive =
        space.text()
            + experiment.profile()
            + experiment.engine()
            + experiment.costs().interpolate();
    return space.name().replaceAll("[^A-Za-z0-9.+-]+", "-") + "-" + checksum(decisive);
  }

  private static String checksum(String text) {
    return Sha256.of(text).substring(0, DIGITS);
  }

  /** A run that is there must be the one that is wanted; how it was told of does not matter. */
  private void requireSame(PlannedRun run) throws IOException {
    if (run.state() == PlannedRun.State.NEW) {
      return;
    }
    RunDirectory own = directory.point(run.name());
    String point = run.points().get(0);
    Configuration now = run.configuration();
    List<String> changes =
        (run.hasGoals() ? changes(own.goal(point), now) : own.changes(now.render()))
            .stream().filter(key -> decides(key, now)).toList();
    if (!changes.isEmpty()) {
      problem(
          point,
          own.path()
              + " was made with other settings: "
              + String.join("; ", changes)
              + ". Choose another --sweep-dir, or delete it to have it made anew");
    }
  }

  /** A run that goes on may write the numbers of its goals in another way. */
  private static List<String> changes(RunDirectory goal, Configuration now) throws IOException {
    RunFiles files = RunFiles.at(goal.storage(), goal.path());
    Configuration kept = now.goingOn(files.config(), files.configPath());
    return ConfigChanges.between(kept.renderAsGoal(), now.renderAsGoal());
  }

  /** Whether it matters; the name of a table is not known where what it was made for is gone. */
  private static boolean decides(String change, Configuration now) {
    return !change.startsWith("run.")
        && !(change.startsWith(TABLE + " ") && measures(now.experiment()));
  }

  private void problem(String name, String text) {
    problems.computeIfAbsent(text, t -> new ArrayList<>()).add(name);
  }

  private List<String> told(int points) {
    List<String> told = new ArrayList<>();
    problems.forEach(
        (text, names) ->
            told.add(
                (names.size() == points && points > 1
                        ? "all " + points + " points"
                        : String.join(", ", names))
                    + ": "
                    + text));
    return told;
  }

  /** Epochs of the weights alone that runs have in common, where more than one is to train them. */
  private List<PlannedRun> shared(List<PlannedRun> runs, Map<String, SweepPlan.WarmUp> warmUps)
      throws IOException {
    Map<String, Configuration> of = new LinkedHashMap<>();
    Map<String, String> keys = new LinkedHashMap<>();
    for (PlannedRun run : runs) {
      boolean trains =
          !run.finished()
              && run.experiment().search().warmupEpochs() > 0
              && !directory.point(run.name()).hasCheckpoints();
      if (trains) {
        Configuration shared = run.configuration().warmUp();
        String key = checksum(shared.render());
        keys.put(run.name(), key);
        of.put(key, shared);
      }
    }
    Map<String, Long> users =
        keys.values().stream().collect(Collectors.groupingBy(key -> key, Collectors.counting()));
    List<PlannedRun> sharing = new ArrayList<>();
    for (PlannedRun run : runs) {
      Optional<String> key = Optional.ofNullable(keys.get(run.name()));
      if (key.isPresent() && (users.get(key.get()) > 1 || directory.warmUp(key.get()).begun())) {
        int kept = directory.warmUp(key.get()).epochsKept().orElse(0);
        warmUps.put(key.get(), new SweepPlan.WarmUp(of.get(key.get()), kept));
        sharing.add(run.sharing(key));
      } else {
        sharing.add(run);
      }
    }
    return sharing;
  }

  private Optional<Parallelism> parallelism(List<PlannedRun> runs) {
    List<SearchJob.Checked> left = runs.stream().flatMap(run -> run.checked().stream()).toList();
    if (left.isEmpty()) {
      return Optional.empty();
    }
    TaskSlots most =
        left.stream()
            .map(SearchJob.Checked::slots)
            .reduce((one, other) -> one.number() >= other.number() ? one : other)
            .orElseThrow();
    return Optional.of(new Parallelism(left, most));
  }
}
