package org.fbnetspark.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.run.SweepRecord;
import org.fbnetspark.format.run.SweepManifestJson;
import org.fbnetspark.store.Storage;

/**
 * The directory of a sweep. It keeps no state of its own: what is done is told by the run
 * directories in it.
 *
 * <pre>
 * sweep.conf          base and axes, as resolved; not where each point had a file
 * manifest.json       the points, and why some of them failed
 * data/HASH/          images that were drawn for all points that draw the same
 * latency/NAME.json   the latencies that were measured for all points of a space
 * warm-up/HASH/       a run directory of the epochs that points share
 * points/NAME/        a run directory for each point, or for several that are goals of one supernet,
 *                     which are the folders goals/NAME in it
 * pareto.csv          networks between cost and quality
 * pareto.json         the same, with fronts and their areas
 * report.html         all of it as a page
 * </pre>
 *
 * @param storage where it lies
 * @param path full path
 */
public record SweepDirectory(Storage storage, String path) {

  /** Name of the folder of the points. */
  public static final String POINTS = "points";

  private static final int MOST_BYTES = 64 << 20;

  /**
   * The directory of a sweep that begins or goes on.
   *
   * @throws JobRefusedException where something else is there
   */
  public static SweepDirectory at(Storage storage, String path) throws IOException {
    SweepDirectory directory = new SweepDirectory(storage, storage.qualified(path));
    if (directory.storage.exists(directory.manifest()) && !directory.exists()) {
      throw new JobRefusedException(
          directory.path + " holds something else than a sweep; choose another --sweep-dir");
    }
    return directory;
  }

  /** Whether a sweep has begun here. */
  public boolean exists() throws IOException {
    return storage.exists(manifest()) && SweepManifestJson.is(storage.read(manifest(), MOST_BYTES));
  }

  /** What is known of the points; empty before the sweep has begun. */
  public Optional<SweepRecord> record() throws IOException {
    return exists()
        ? Optional.of(SweepManifestJson.read(storage.read(manifest(), MOST_BYTES), manifest()))
        : Optional.empty();
  }

  /**
   * Keeps the points, in place of older ones; points that have begun and are not among these stay.
   *
   * @return what is kept
   */
  public SweepRecord keep(SweepRecord now) throws IOException {
    Map<String, SweepRecord.Point> points = new LinkedHashMap<>();
    now.points().forEach(point -> points.put(point.name(), point));
    for (SweepRecord.Point old : record().map(SweepRecord::points).orElse(List.of())) {
      if (!points.containsKey(old.name()) && point(old.run()).begun()) {
        points.put(old.name(), old);
      }
    }
    SweepRecord kept =
        new SweepRecord(now.command(), new ArrayList<>(points.values()), now.failures());
    storage.replace(manifest(), SweepManifestJson.write(kept));
    return kept;
  }

  /** Keeps the configuration, in place of an older one. */
  public void keep(String config) throws IOException {
    storage.replace(config(), config.getBytes(StandardCharsets.UTF_8));
  }

  public String manifest() {
    return child("manifest.json");
  }

  public String config() {
    return child("sweep.conf");
  }

  /** Drawn images, by the checksum of what they are drawn by. */
  public String data(String checksum) {
    return Storage.child(child("data"), checksum);
  }

  public String latencyTable(String name) {
    return Storage.child(child("latency"), name + ".json");
  }

  /** The run of epochs that points share. */
  public RunDirectory warmUp(String checksum) {
    return new RunDirectory(storage, Storage.child(child("warm-up"), checksum));
  }

  /** The run of a point, or the folder of the goal that it is of a run for several. */
  public RunDirectory of(SweepRecord.Point point) {
    RunDirectory run = point(point.run());
    return point.isGoal() ? run.goal(point.name()) : run;
  }

  /** The path of the same, below that of the sweep. */
  public String below(SweepRecord.Point point) {
    return of(point).path().substring(path.length() + 1);
  }

  /** A run of one point or several. */
  public RunDirectory point(String run) {
    return new RunDirectory(storage, Storage.child(child(POINTS), run));
  }

  String report() {
    return child("report.html");
  }

  private String child(String name) {
    return Storage.child(path, name);
  }
}
