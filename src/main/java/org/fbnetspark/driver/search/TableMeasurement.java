package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.driver.profile.DeviceTable;
import org.fbnetspark.driver.profile.ProfileJob;
import org.fbnetspark.driver.profile.ProfileWorkers;
import org.fbnetspark.driver.profile.ProfiledDevice;
import org.fbnetspark.driver.profile.RowProfile;
import org.fbnetspark.driver.profile.WholeNetworks;
import org.fbnetspark.driver.rounds.TimingLock;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.profile.ProfilePlan;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.run.JobRefusedException;

/** Measures the latency table of a space on the machines of the application, for a search. */
public final class TableMeasurement {

  private final JavaSparkContext spark;
  private final Experiment experiment;
  private final Consumer<String> lines;
  private Optional<ProfileWorkers> workers = Optional.empty();
  private List<ProfiledDevice> devices = List.of();

  /**
   * A measurement by the keys of an experiment.
   *
   * @param lines takes what is said to a person
   */
  public TableMeasurement(JavaSparkContext spark, Experiment experiment, Consumer<String> lines) {
    this.spark = spark;
    this.experiment = experiment;
    this.lines = lines;
  }

  private ProfileWorkers workers() {
    if (workers.isEmpty()) {
      workers =
          Optional.of(
              new ProfileWorkers(
                  spark,
                  experiment.profile(),
                  experiment.engine(),
                  experiment.search().seed(),
                  lines));
    }
    return workers.get();
  }

  /** Classes of machines that the application has, the commonest first. */
  private List<ProfiledDevice> devices() {
    if (devices.isEmpty()) {
      List<ProfiledDevice> found = new ArrayList<>(workers().devices());
      found.sort(Comparator.comparingInt(device -> -device.hosts().size()));
      devices = found;
    }
    return devices;
  }

  /** Whether machines of the application measure in this setting. */
  boolean has(LatencySetting setting) {
    return devices().stream().anyMatch(here -> here.setting().equals(setting));
  }

  /** Measures on the commonest class of machines that the application has, beside nothing. */
  public LatencyTable measure(Space space) throws IOException {
    return TimingLock.<LatencyTable, IOException>timing(() -> measured(space));
  }

  private LatencyTable measured(Space space) throws IOException {
    long start = System.nanoTime();
    ProfileSettings profile = experiment.profile();
    long seed = experiment.search().seed();
    ProfilePlan plan = plan(space);
    if (!plan.grids().isEmpty()) {
      lines.accept(plan.inWords(space));
    }
    DeviceTable table =
        new DeviceTable(devices().get(0), false, profile.protocol().intervalShare());
    if (devices().size() > 1) {
      lines.accept(
          "warning: the executors are of "
              + devices().size()
              + " classes; latency is that of "
              + table.device().setting().device()
              + ". Give cost.latency-table the table of the device that is meant");
    }
    new RowProfile(
            workers()::measure, ProfileJob.runName(), ProfileJob.provenance(seed, profile), lines)
        .measure(List.of(table), plan.entries(), 0, grown -> {});
    table.ask(plan.grids());
    WholeNetworks networks =
        new WholeNetworks(workers(), space, profile, new SeedTree(seed), lines);
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
  public void check(Space space) {
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
}
