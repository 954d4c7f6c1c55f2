package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.driver.profile.NetworkTimer;
import org.fbnetspark.format.run.NetworkTimesJson;
import org.fbnetspark.run.RunDirectory;

/**
 * What the networks of a search took as a whole. The run directory keeps every time, and a search
 * that is killed and goes on decides by the times that it had: it derives, retrains and chooses the
 * same networks.
 */
final class NetworkTimes {

  private static final int MOST_BYTES = 64 << 20;

  /** Times networks in the setting of a latency table. */
  interface Timer {
    NetworkTimer.Times time(List<Network> networks, LatencySetting table);
  }

  private final RunDirectory directory;
  private final Space space;
  private final Timer timer;
  private final Map<List<String>, List<Double>> millis = new LinkedHashMap<>();

  /** Goes on with what the run directory has. */
  NetworkTimes(RunDirectory directory, Space space, Timer timer) throws IOException {
    this.directory = directory;
    this.space = space;
    this.timer = timer;
    String path = directory.networkTimes();
    if (directory.storage().exists(path)) {
      millis.putAll(NetworkTimesJson.read(directory.storage().read(path, MOST_BYTES), path));
    }
  }

  /**
   * Times networks until each was timed so often, all of them in turn.
   *
   * @param networks an index for each open choice
   * @return why they could not be timed; empty where they were
   */
  String measure(List<int[]> networks, int timings, LatencySetting table) throws IOException {
    String notMeasured = "";
    for (int timing = 1; timing <= timings && notMeasured.isEmpty(); timing++) {
      int least = timing;
      List<int[]> left = networks.stream().filter(one -> timings(one).size() < least).toList();
      notMeasured = left.isEmpty() ? "" : measure(left, table);
    }
    return notMeasured;
  }

  private String measure(List<int[]> networks, LatencySetting table) throws IOException {
    List<Network> whole = new ArrayList<>();
    for (int[] picks : networks) {
      whole.add(space.derived(picks).named(space.name() + "-" + (whole.size() + 1)));
    }
    NetworkTimer.Times times = timer.time(whole, table);
    for (int i = 0; i < times.millis().size(); i++) {
      millis
          .computeIfAbsent(space.picked(networks.get(i)), codes -> new ArrayList<>())
          .add(times.millis().get(i));
    }
    directory.storage().replace(directory.networkTimes(), NetworkTimesJson.write(millis));
    return times.notMeasured();
  }

  /**
   * The least of a network's timings, in milliseconds, for what else a machine does only adds to
   * them; empty where it was not timed.
   */
  Optional<Double> millis(int[] picks) {
    return timings(picks).stream().min(Comparator.naturalOrder());
  }

  private List<Double> timings(int[] picks) {
    return millis.getOrDefault(space.picked(picks), List.of());
  }
}
