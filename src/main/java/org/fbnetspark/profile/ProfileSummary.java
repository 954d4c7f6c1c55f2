package org.fbnetspark.profile;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.LatencyRows;
import org.fbnetspark.domain.latency.InterpolationError;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencySetting;

/**
 * What a profile has come to.
 *
 * @param space whose rows were wanted
 * @param seconds time that it took
 * @param tables one for each class of machines
 */
public record ProfileSummary(String space, double seconds, List<Table> tables) {

  /**
   * The table of one class of machines.
   *
   * @param path where it lies
   * @param sha256 checksum of its content
   * @param setting what its rows were measured on and with
   * @param hosts machines of the class that took part
   * @param measured rows that were measured now
   * @param kept rows of the space that were there already
   * @param unsteady rows of the space whose interval was not small enough
   * @param rows of the space, and those between the rows of grids
   * @param error of what lies between; empty where no row is held out
   * @param correction how whole networks follow from their rows, where it is known
   */
  public record Table(
      String path,
      String sha256,
      LatencySetting setting,
      List<String> hosts,
      int measured,
      int kept,
      int unsteady,
      LatencyRows rows,
      Optional<InterpolationError> error,
      Optional<LatencyCorrection> correction) {

    /** Copies the hosts. */
    public Table {
      hosts = List.copyOf(hosts);
    }

    /** Share of the rows that are not steady. */
    public double unsteadyShare() {
      return (double) unsteady / (measured + kept);
    }
  }

  /** Copies the tables. */
  public ProfileSummary {
    tables = List.copyOf(tables);
  }
}
