package org.fbnetspark.driver.profile;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.domain.cost.LatencyRows;
import org.fbnetspark.domain.latency.InterpolationError;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.name.Release;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.driver.rounds.SparkStorage;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.profile.ProfilePlan;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.profile.ProfileSummary;
import org.fbnetspark.report.Figures;
import org.fbnetspark.report.LatencySentences;
import org.fbnetspark.run.Claims;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.store.Storage;

/**
 * Measures the latency table of a space on the machines of the application, one table for each
 * class of machines. A table is written after every chunk of rows, so that a job that is killed
 * keeps what it has measured, and a later one measures what is missing.
 */
public final class ProfileJob {

  private final JavaSparkContext spark;
  private final Storage storage;
  private final Experiment experiment;
  private final boolean refresh;
  private final Consumer<String> lines;

  /**
   * A job on a running Spark application.
   *
   * @param refresh whether rows that are there are measured again
   * @param lines takes what is said to a person
   */
  public ProfileJob(
      JavaSparkContext spark, Experiment experiment, boolean refresh, Consumer<String> lines) {
    this.spark = spark;
    this.storage = SparkStorage.of(spark);
    this.experiment = experiment;
    this.refresh = refresh;
    this.lines = lines;
  }

  /**
   * Measures.
   *
   * @throws JobRefusedException where Spark or a machine makes measuring impossible; nothing was
   *     measured then
   * @throws IOException where a table is damaged or cannot be written
   */
  public ProfileSummary run() throws IOException {
    ProfilePreflight.check(spark.getConf());
    long start = System.nanoTime();
    Space space = MeasuredSpace.of(experiment, storage, lines);
    ProfileSettings profile = experiment.profile();
    SeedTree seeds = new SeedTree(experiment.search().seed());
    ProfileWorkers workers =
        new ProfileWorkers(spark, profile, experiment.engine(), experiment.search().seed(), lines);
    WholeNetworks networks = new WholeNetworks(workers, space, profile, seeds, lines);
    try (Claims claims = new Claims()) {
      Map<DeviceTable, String> tables = open(workers.devices(), claims);
      try {
        return measured(space, networks, workers, tables, start);
      } catch (IOException | RuntimeException failed) {
        throw new IllegalStateException(
            "measuring has stopped; what was measured is kept in "
                + String.join(", ", tables.values())
                + ". When the cause is mended, run the command again, which measures the rest",
            failed);
      }
    }
  }

  private ProfileSummary measured(
      Space space,
      WholeNetworks networks,
      ProfileWorkers workers,
      Map<DeviceTable, String> paths,
      long start)
      throws IOException {
    ProfileSettings profile = experiment.profile();
    List<DeviceTable> tables = List.copyOf(paths.keySet());
    ProfilePlan plan =
        ProfilePlan.of(space, profile, new SeedTree(experiment.search().seed()).child("profile"));
    tables.forEach(table -> tell(table, paths.get(table), plan, space));
    new RowProfile(
            workers::measure, runName(), provenance(experiment.search().seed(), profile), lines)
        .measure(tables, plan.entries(), networks.count() * tables.size(), t -> write(t, paths));
    for (DeviceTable table : tables) {
      if (table.ask(plan.grids())) {
        write(table, paths);
      }
      if (table.correction().isEmpty() && networks.count() > 0) {
        Optional<LatencyCorrection> line = networks.fit(table);
        if (line.isPresent()) {
          table.correct(line.get());
          write(table, paths);
        }
      }
    }
    ProfileSummary summary = summary(space, plan, paths, (System.nanoTime() - start) / 1e9);
    summary.tables().forEach(table -> tell(table, summary.seconds()));
    return summary;
  }

  /** Name of a run in the provenance of tables. */
  public static String runName() {
    return "run " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /** What the provenance says of every run. */
  public static String provenance(long seed, ProfileSettings profile) {
    return Release.NAME + ", seed " + seed + ", " + profile.protocol().inWords();
  }

  private Map<DeviceTable, String> open(List<ProfiledDevice> devices, Claims claims)
      throws IOException {
    String directory = storage.qualified(experiment.profile().tables());
    Map<DeviceTable, String> paths = new LinkedHashMap<>();
    for (ProfiledDevice device : devices) {
      String path = Storage.child(directory, DeviceTable.fileName(device.setting()));
      claims.add(storage, path);
      storage.deleteTemporariesOf(path);
      paths.put(
          DeviceTable.open(
              storage, path, device, refresh, experiment.profile().protocol().intervalShare()),
          path);
    }
    return paths;
  }

  private void write(DeviceTable table, Map<DeviceTable, String> paths) throws IOException {
    storage.replace(paths.get(table), LatencyTableJson.write(table.table()));
  }

  private void tell(DeviceTable table, String path, ProfilePlan plan, Space space) {
    List<ProfileEntry> wanted = plan.entries();
    int missing = table.missing(wanted).size();
    if (!plan.grids().isEmpty()) {
      lines.accept(plan.inWords(space));
    }
    lines.accept(
        missing == 0
            ? path + " has all " + wanted.size() + " rows of " + space.name()
            : String.format(
                Locale.ROOT,
                "measuring %d of the %d rows of %s on %s: %s",
                missing,
                wanted.size(),
                space.name(),
                String.join(", ", table.device().hostNames()),
                table.device().setting()));
  }

  private ProfileSummary summary(
      Space space, ProfilePlan plan, Map<DeviceTable, String> paths, double seconds) {
    List<ProfileSummary.Table> tables = new ArrayList<>();
    List<ProfileEntry> wanted = plan.entries();
    paths.forEach(
        (table, path) ->
            tables.add(
                new ProfileSummary.Table(
                    path,
                    LatencyTableJson.sha256(table.table()),
                    table.device().setting(),
                    table.device().hostNames(),
                    table.measured(),
                    wanted.size() - table.measured(),
                    (int) RowProfile.unsteady(table, wanted),
                    LatencyRows.of(space, table.table()),
                    InterpolationError.of(table.table()),
                    table.correction())));
    return new ProfileSummary(space.name(), seconds, tables);
  }

  private void tell(ProfileSummary.Table table, double seconds) {
    lines.accept("");
    lines.accept("device    " + table.setting());
    lines.accept("hosts     " + String.join(", ", table.hosts()));
    lines.accept(
        String.format(
            Locale.ROOT,
            "rows      %d measured, %d kept, %.1f %% unsteady, in %s",
            table.measured(),
            table.kept(),
            100 * table.unsteadyShare(),
            Figures.duration(seconds)));
    if (table.rows().interpolated() > 0) {
      lines.accept("between   " + LatencySentences.rows(table.rows()));
    }
    table.error().ifPresent(error -> lines.accept("held out  " + LatencySentences.error(error)));
    table.correction().ifPresent(line -> lines.accept("networks  " + inWords(line)));
    lines.accept("table     " + table.path());
  }

  /** A line and its errors in words. */
  static String inWords(LatencyCorrection line) {
    return String.format(
        Locale.ROOT,
        "time = %s (R2 %.3f over %d); mean error %.1f %%, rank correlation %.3f over %d held out",
        line.line().inWords(),
        line.r2(),
        line.fitted().size(),
        100 * line.mape(),
        line.kendallTau(),
        line.heldOut().size());
  }
}
