package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.MissingLatencyException;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.driver.profile.DeviceTable;
import org.fbnetspark.driver.profile.ProfileJob;
import org.fbnetspark.driver.profile.ProfileWorkers;
import org.fbnetspark.driver.profile.ProfiledDevice;
import org.fbnetspark.driver.profile.RowProfile;
import org.fbnetspark.driver.profile.TableNotes;
import org.fbnetspark.driver.profile.WholeNetworks;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.latency.LatencyFile;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.profile.ProfilePlan;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunDirectory;

/**
 * The latency table of a run: the one that was given, else the one that the run has measured
 * already, else one that is measured now. Whichever it is, the run directory has it afterwards.
 */
final class LatencySource {

  private final JavaSparkContext spark;
  private final Experiment experiment;
  private final RunDirectory directory;
  private final Consumer<String> lines;
  private boolean told;

  LatencySource(
      JavaSparkContext spark,
      Experiment experiment,
      RunDirectory directory,
      Consumer<String> lines) {
    this.spark = spark;
    this.experiment = experiment;
    this.directory = directory;
    this.lines = lines;
  }

  /**
   * The table where it is there already: named, or measured by the run before.
   *
   * @throws JobRefusedException where the run's own lacks rows of the space that decide
   */
  Optional<LatencyTable> known(Space space) throws IOException {
    Optional<String> given = experiment.costs().latencyTable();
    if (given.isPresent()) {
      return Optional.of(read(given.get(), space));
    }
    return directory.storage().exists(directory.latencyTable()) ? own(space) : Optional.empty();
  }

  /** Empty where it is of another architecture and decides nothing. */
  private Optional<LatencyTable> own(Space space) throws IOException {
    String path = directory.latencyTable();
    LatencyTable table = read(path, space);
    try {
      CostTable.latency(space, table);
      return Optional.of(table);
    } catch (MissingLatencyException lacking) {
      if (experiment.search().needsLatencies(experiment.costs().kind())) {
        throw new JobRefusedException(
            path
                + " has the times of another space: it lacks "
                + lacking.keys().size()
                + " rows that "
                + space.name()
                + " needs, such as "
                + lacking.keys().get(0)
                + ". Go on with the space that the run began with (--resume without --config and"
                + " --set), or choose another --run-dir");
      }
      return Optional.empty();
    }
  }

  /** The table; what is measured now has the ops of this space. */
  LatencyTable of(Space space) throws IOException {
    Optional<LatencyTable> known = known(space);
    if (known.isPresent() && experiment.costs().latencyTable().isEmpty()) {
      return known.get();
    }
    LatencyTable table = known.isPresent() ? known.get() : measured(space);
    directory.storage().replace(directory.latencyTable(), LatencyTableJson.write(table));
    return table;
  }

  /** Of the commonest class of machines that the application has. */
  private LatencyTable measured(Space space) throws IOException {
    long start = System.nanoTime();
    ProfileSettings profile = experiment.profile();
    long seed = experiment.search().seed();
    ProfileWorkers workers = new ProfileWorkers(spark, profile, experiment.engine(), seed, lines);
    List<ProfiledDevice> devices = new ArrayList<>(workers.devices());
    devices.sort(Comparator.comparingInt(device -> -device.hosts().size()));
    ProfilePlan plan = plan(space);
    if (!plan.grids().isEmpty()) {
      lines.accept(plan.inWords(space));
    }
    DeviceTable table = new DeviceTable(devices.get(0), false, profile.protocol().intervalShare());
    if (devices.size() > 1) {
      lines.accept(
          "warning: the executors are of "
              + devices.size()
              + " classes; latency is that of "
              + table.device().setting().device()
              + ". Give cost.latency-table the table of the device that is meant");
    }
    new RowProfile(
            workers::measure, ProfileJob.runName(), ProfileJob.provenance(seed, profile), lines)
        .measure(List.of(table), plan.entries(), 0, grown -> {});
    table.ask(plan.grids());
    WholeNetworks networks = new WholeNetworks(workers, space, profile, new SeedTree(seed), lines);
    if (networks.count() > 0) {
      networks.fit(table).ifPresent(table::correct);
    }
    lines.accept(
        String.format(
            Locale.ROOT,
            "timed %d rows of %s on %s in %.1f s",
            table.measured(),
            space.name(),
            String.join(", ", table.device().hostNames()),
            (System.nanoTime() - start) / 1e9));
    return table.table().interpolating(experiment.costs().interpolate());
  }

  /**
   * Looks whether a space can be timed, before anything is.
   *
   * @throws JobRefusedException where it needs too many rows for that
   */
  void check(Space space) {
    ProfilePlan plan = plan(space);
    if (!plan.grids().isEmpty() && !experiment.costs().interpolate()) {
      throw new JobRefusedException(
          String.format(
              Locale.ROOT,
              "%s needs %,d rows of latency, more than profile.max-rows, which is %,d: set"
                  + " cost.interpolate = true, and what lies between rows of grids is interpolated;"
                  + " or raise profile.max-rows to time all of them, for hours",
              space.name(),
              plan.needed(),
              experiment.profile().mostRows()));
    }
  }

  private ProfilePlan plan(Space space) {
    return ProfilePlan.of(
        space, experiment.profile(), new SeedTree(experiment.search().seed()).child("profile"));
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
