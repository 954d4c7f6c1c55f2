package org.fbnetspark.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.RunPath;
import org.fbnetspark.domain.run.RunStatus;
import org.fbnetspark.domain.run.SweepRecord;
import org.fbnetspark.report.RunView;
import org.fbnetspark.report.SweepPage;
import org.fbnetspark.report.SweepView;
import org.fbnetspark.store.Storage;

/**
 * Reads what a sweep has written, while it goes on or afterwards, and writes what is made of it;
 * needs no Spark context.
 *
 * @param directory of the sweep
 */
public record SweepFiles(SweepDirectory directory) {

  /** The files of a sweep, where the directory is one's. */
  public static Optional<SweepFiles> at(Storage storage, String path) throws IOException {
    SweepDirectory directory = new SweepDirectory(storage, storage.qualified(path));
    return directory.exists() ? Optional.of(new SweepFiles(directory)) : Optional.empty();
  }

  /** The run directories of points that have begun, in order. */
  public List<String> runs() throws IOException {
    List<String> runs = new ArrayList<>();
    for (SweepRecord.Point point : directory.record().orElseThrow().points()) {
      RunDirectory run = directory.of(point);
      if (run.begun() && !runs.contains(run.path())) {
        runs.add(run.path());
      }
    }
    return runs;
  }

  /** Mean wall time of the epochs of retrainings so far; empty before one has ended. */
  public OptionalDouble secondsPerRetrainingEpoch() throws IOException {
    List<Epoch> epochs = new ArrayList<>();
    for (String run : runs()) {
      epochs.addAll(RunFiles.at(directory.storage(), run).retrainings().epochs());
    }
    return epochs.stream().mapToDouble(Epoch::seconds).average();
  }

  /** Names of the points that have not begun. */
  public List<String> notBegun() throws IOException {
    List<String> names = new ArrayList<>();
    for (SweepRecord.Point point : directory.record().orElseThrow().points()) {
      if (!directory.of(point).begun()) {
        names.add(point.name());
      }
    }
    return names;
  }

  /**
   * Everything that the files tell.
   *
   * @param reader reads a run
   * @param asked when it is asked how points stand; empty where nobody asks, for their checkpoints
   *     are looked through
   */
  public SweepView view(RunFiles.Reader reader, Optional<Instant> asked) throws IOException {
    SweepRecord record = directory.record().orElseThrow();
    List<SweepView.Point> points = new ArrayList<>();
    for (SweepRecord.Point point : record.points()) {
      RunDirectory run = directory.of(point);
      if (!run.begun()) {
        points.add(
            new SweepView.Point(
                point.name(), directory.below(point), Optional.empty(), Optional.empty()));
        continue;
      }
      RunFiles files = RunFiles.of(run);
      RunView view = reader.read(files);
      Optional<RunStatus> status =
          asked.isPresent() ? Optional.of(files.status(view.run(), asked.get())) : Optional.empty();
      points.add(
          new SweepView.Point(point.name(), directory.below(point), Optional.of(view), status));
    }
    return new SweepView(
        new RunPath(directory.path()), points, warmUps(record, reader), record.failures());
  }

  private List<SweepView.WarmUp> warmUps(SweepRecord record, RunFiles.Reader reader)
      throws IOException {
    Map<String, Long> users =
        record.points().stream()
            .flatMap(point -> point.warmUp().stream())
            .collect(
                Collectors.groupingBy(name -> name, LinkedHashMap::new, Collectors.counting()));
    List<SweepView.WarmUp> warmUps = new ArrayList<>();
    for (Map.Entry<String, Long> one : users.entrySet()) {
      RunDirectory run = directory.warmUp(one.getKey());
      if (run.begun()) {
        RunView view = reader.read(RunFiles.of(run));
        warmUps.add(new SweepView.WarmUp(one.getKey(), one.getValue(), view.run()));
      }
    }
    return warmUps;
  }

  /**
   * Writes the networks between cost and quality, and the page.
   *
   * @param output where the page goes; without it, into the directory
   * @return full path of the page
   */
  public String write(SweepView view, Optional<String> output) throws IOException {
    Storage storage = directory.storage();
    new ParetoFiles(storage, directory.path()).write(view.fronts());
    String page = output.isPresent() ? storage.qualified(output.get()) : directory.report();
    storage.replace(page, SweepPage.html(view).getBytes(StandardCharsets.UTF_8));
    return page;
  }
}
