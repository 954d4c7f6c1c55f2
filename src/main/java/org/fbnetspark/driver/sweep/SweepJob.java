package org.fbnetspark.driver.sweep;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.run.RunPath;
import org.fbnetspark.domain.run.SweepRecord;
import org.fbnetspark.driver.prepare.PrepareJob;
import org.fbnetspark.driver.rounds.RegisteredSlots;
import org.fbnetspark.driver.rounds.SparkStoppedException;
import org.fbnetspark.driver.rounds.SparkStorage;
import org.fbnetspark.driver.search.TableMeasurement;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.report.RunCommands;
import org.fbnetspark.report.SweepText;
import org.fbnetspark.report.SweepView;
import org.fbnetspark.run.Claim;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunStoppedException;
import org.fbnetspark.run.SweepDirectory;
import org.fbnetspark.run.SweepFiles;
import org.fbnetspark.store.Storage;

/**
 * Several searches in one application. What its directory has is not done again: finished points
 * are left as they are, begun ones gone on with.
 */
public final class SweepJob {

  private final JavaSparkContext spark;
  private final Storage storage;
  private final SweepStart start;
  private final Consumer<String> lines;

  /**
   * A sweep on a running Spark application.
   *
   * @param lines takes what is said to a person, from several threads
   */
  public SweepJob(JavaSparkContext spark, SweepStart start, Consumer<String> lines) {
    this.spark = spark;
    this.storage = SparkStorage.of(spark);
    this.start = start;
    this.lines = lines;
  }

  /**
   * Tells what would be done, and does nothing.
   *
   * @return whether nothing stands in the way
   * @throws JobRefusedException where the directory holds something else
   */
  public boolean dryRun() throws IOException {
    SweepDirectory directory = SweepDirectory.at(storage, start.directory());
    SweepPlan plan =
        new SweepPlanner(spark, start, directory, enough -> slots().expected(enough, lines)).plan();
    PlanText text = text(plan, directory);
    text.table().lines().forEach(lines);
    text.lines().forEach(lines);
    text.problems().ifPresent(problems -> problems.lines().forEach(lines));
    return text.problems().isEmpty();
  }

  /**
   * Runs what is left of the sweep.
   *
   * @return how it stands in the end; a point that failed is named there
   * @throws JobRefusedException where a point could not work; nothing was trained then
   * @throws RunStoppedException where runs have ended and what came of them cannot be written
   * @throws IOException before, where a file is missing, damaged or cannot be written
   */
  public SweepView run() throws IOException {
    try (Claim claim = SweepDirectory.claim(storage, start.directory())) {
      SweepDirectory directory = SweepDirectory.at(storage, claim.directory());
      SweepPlan plan =
          new SweepPlanner(spark, start, directory, enough -> slots().awaited(enough, lines))
              .plan();
      plan.refuseAny();
      text(plan, directory).lines().forEach(lines);
      SweepRecord record = directory.keep(plan.record(start.command()));
      int earlier = record.points().size() - start.points().size();
      if (earlier > 0) {
        lines.accept("kept      " + earlier + " points that are not among these but have begun");
      }
      if (start.config().isPresent()) {
        directory.keep(start.config().get());
      }
      for (Map.Entry<String, PrepareSettings> images : plan.images().entrySet()) {
        new PrepareJob(spark, lines).run(images.getValue(), directory.data(images.getKey()));
      }
      for (Map.Entry<String, SweepPlan.Table> table : plan.tables().entrySet()) {
        measure(table.getValue(), directory.latencyTable(table.getKey()));
      }
      Map<String, String> failures = plan.left().isEmpty() ? Map.of() : trained(plan, directory);
      try {
        directory.keep(record.with(failures));
        return ended(directory);
      } catch (IOException | RuntimeException lost) {
        if (plan.left().isEmpty()) {
          throw lost;
        }
        throw stopped(directory, failures, lost);
      }
    }
  }

  private Map<String, String> trained(SweepPlan plan, SweepDirectory directory) {
    try {
      return new SweepRuns(spark, directory, plan, start.settings().attempts(), lines).run();
    } catch (SparkStoppedException ended) {
      throw stopped(directory, Map.of(), ended);
    }
  }

  private RegisteredSlots slots() {
    return new RegisteredSlots(spark);
  }

  /** What points failed of may be what keeps it from being written, such as a full disk. */
  private RunStoppedException stopped(
      SweepDirectory directory, Map<String, String> failures, Exception lost) {
    tell(failures);
    return new RunStoppedException(
        "the sweep in "
            + new RunPath(directory.path()).shown()
            + " has stopped, and what came of it is not written. When the cause is mended, go on"
            + " with: "
            + goOn(directory),
        lost);
  }

  private void measure(SweepPlan.Table table, String path) throws IOException {
    LatencyTable measured =
        new TableMeasurement(spark, table.experiment(), lines).measure(table.space());
    storage.replace(path, LatencyTableJson.write(measured));
  }

  private SweepView ended(SweepDirectory directory) throws IOException {
    SweepFiles files = new SweepFiles(directory);
    SweepView view = files.view(start.reader(), Optional.empty());
    String page = files.write(view, Optional.empty());
    SweepText.fronts(view.fronts()).lines().forEach(lines);
    tell(view.failures());
    lines.accept("points         " + view.finished() + " of " + view.points().size() + " finished");
    lines.accept("report         " + page);
    lines.accept("sweep          " + directory.path());
    if (!view.failures().isEmpty()) {
      lines.accept("go on with     " + goOn(directory));
    }
    return view;
  }

  private void tell(Map<String, String> failures) {
    failures.forEach((name, why) -> lines.accept("failed         " + name + ": " + why));
  }

  private String goOn(SweepDirectory directory) {
    return RunCommands.goOn(
        start.command(), start.config().isPresent(), new RunPath(directory.path()));
  }

  /** With times as the runs that are there have taken. */
  private PlanText text(SweepPlan plan, SweepDirectory directory) throws IOException {
    if (!directory.exists()) {
      return new PlanText(plan, OptionalDouble.empty(), OptionalDouble.empty());
    }
    SweepFiles files = new SweepFiles(directory);
    return new PlanText(
        plan,
        files.view(start.reader(), Optional.empty()).secondsPerEpoch(),
        files.secondsPerRetrainingEpoch());
  }
}
