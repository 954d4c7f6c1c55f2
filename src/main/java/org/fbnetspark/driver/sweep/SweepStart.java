package org.fbnetspark.driver.sweep;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.experiment.SweepPoint;
import org.fbnetspark.experiment.SweepSettings;
import org.fbnetspark.run.RunFiles;

/**
 * What a sweep is told.
 *
 * @param command that makes it, such as sweep
 * @param directory where to write, on any Hadoop file system
 * @param settings how points are run
 * @param points the searches
 * @param config base and axes, kept in the directory; empty where each point has a file
 * @param reader reads a run by the configuration that it has kept
 */
public record SweepStart(
    String command,
    String directory,
    SweepSettings settings,
    List<SweepPoint> points,
    Optional<String> config,
    RunFiles.Reader reader) {

  /** Copies the list. */
  public SweepStart {
    points = List.copyOf(points);
  }
}
