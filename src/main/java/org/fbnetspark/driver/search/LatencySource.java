package org.fbnetspark.driver.search;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.MissingLatencyException;
import org.fbnetspark.domain.cost.UnfitLatenciesException;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.driver.profile.TableNotes;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.latency.LatencyFile;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunDirectory;

/**
 * The latency table of a run: the one that was given, else the one that its directory has already,
 * else one that is measured now. Times that are measured and fit are in the directory at once, for
 * they took minutes; a table that is given replaces none there before {@link #keepGiven}.
 */
final class LatencySource {

  private final Experiment experiment;
  private final RunDirectory directory;
  private final Consumer<String> lines;
  private final TableMeasurement workers;
  private boolean told;

  LatencySource(
      JavaSparkContext spark,
      Experiment experiment,
      RunDirectory directory,
      Consumer<String> lines) {
    this.experiment = experiment;
    this.directory = directory;
    this.lines = lines;
    this.workers = new TableMeasurement(spark, experiment, lines);
  }

  /**
   * The table where it is there already: named, or measured by the run before, or by an earlier
   * start that was refused once its times were known.
   *
   * @throws JobRefusedException where that of a run lacks rows of the space that decide
   */
  Optional<LatencyTable> known(Space space) throws IOException {
    Optional<String> given = experiment.costs().latencyTable();
    if (given.isPresent()) {
      if (!directory.storage().exists(given.get())) {
        throw new FileNotFoundException(
            "cost.latency-table = "
                + given.get()
                + " does not exist; ./submit/profile measures a table, and where the key is null a"
                + " search measures its own");
      }
      return Optional.of(read(given.get(), space));
    }
    return directory.storage().exists(directory.latencyTable()) ? own(space) : Optional.empty();
  }

  /** Empty where it does not fit and no run is held to it: times are measured anew then. */
  private Optional<LatencyTable> own(Space space) throws IOException {
    boolean begun = directory.begun();
    LatencyTable table = read(directory.latencyTable(), space);
    if (!begun && !workers.has(table.setting())) {
      return Optional.empty();
    }
    try {
      CostTable.latency(space, table);
      return Optional.of(table);
    } catch (UnfitLatenciesException unfit) {
      if (!begun || !experiment.search().needsLatencies(experiment.costs().kind())) {
        return Optional.empty();
      }
      throw unfit instanceof MissingLatencyException lacking
          ? lacking(table, lacking.keys(), space)
          : unfit;
    }
  }

  private JobRefusedException lacking(LatencyTable table, List<LatencyKey> keys, Space space) {
    String path = directory.latencyTable();
    if (keys.stream().allMatch(key -> table.between(key).isPresent())) {
      return new JobRefusedException(
          String.format(
              Locale.ROOT,
              "%s tells %,d of the rows that %s needs only between those of its grids: go on with"
                  + " cost.interpolate = true, as the run began",
              path,
              keys.size(),
              space.name()));
    }
    return new JobRefusedException(
        path
            + " has the times of another space: it lacks "
            + keys.size()
            + " rows that "
            + space.name()
            + " needs, such as "
            + keys.get(0)
            + ". Go on with the space that the run began with (--resume without --config and"
            + " --set), or choose another --run-dir");
  }

  /**
   * The table; what is measured now has the ops of this space.
   *
   * @throws UnfitLatenciesException where the times measured do not do; they are not kept
   */
  LatencyTable of(Space space) throws IOException {
    Optional<LatencyTable> known = known(space);
    if (known.isPresent()) {
      return known.get();
    }
    LatencyTable table = workers.measure(space);
    CostTable.latency(space, table);
    keep(table);
    // A table for another cost has the rows of the networks that were derived, and no others.
    if (experiment.costs().kind() == CostKind.LATENCY) {
      lines.accept(
          "cost.latency-table = "
              + directory.latencyTable()
              + " takes these times for another run");
    }
    return table;
  }

  /** Keeps a table that was given, once the run that is there is known to go on with it. */
  void keepGiven(LatencyTable table) throws IOException {
    if (experiment.costs().latencyTable().isPresent()) {
      keep(table);
    }
  }

  private void keep(LatencyTable table) throws IOException {
    keep(table, directory);
  }

  /** Keeps a table beside what was decided by it. */
  static void keep(LatencyTable table, RunDirectory directory) throws IOException {
    directory.storage().replace(directory.latencyTable(), LatencyTableJson.write(table));
  }

  /**
   * Looks whether a space can be timed, before anything is.
   *
   * @throws JobRefusedException where it needs too many rows for that; where checkpoints belong to
   *     times that are gone
   */
  void check(Space space) throws IOException {
    if (directory.hasCheckpoints()) {
      throw new JobRefusedException(
          directory.latencyTable()
              + " is gone, and the checkpoints belong to its times; put it back, or choose another"
              + " --run-dir");
    }
    workers.check(space);
  }

  private LatencyTable read(String path, Space space) throws IOException {
    byte[] bytes = directory.storage().read(path, LatencyFile.LARGEST_BYTES);
    LatencyTable table =
        LatencyFile.read(bytes, path, space).interpolating(experiment.costs().interpolate());
    if (!told) {
      TableNotes.of(table).forEach(lines);
      told = true;
    }
    return table;
  }
}
