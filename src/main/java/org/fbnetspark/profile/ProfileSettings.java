package org.fbnetspark.profile;

/**
 * Everything that measuring a device is told.
 *
 * @param runtime what networks are run on
 * @param protocol how they are timed
 * @param tables directory of the tables
 * @param mostRows rows of a space that are measured; of one that needs more, grids are
 * @param heldOutRows among them off the grids, to tell how far what lies between is off
 * @param fitNetworks whole networks that the line from rows to networks is fitted to; 0 for no line
 * @param heldOutNetworks whole networks that the error of that line is from
 */
public record ProfileSettings(
    RuntimeSettings runtime,
    Protocol protocol,
    String tables,
    int mostRows,
    int heldOutRows,
    int fitNetworks,
    int heldOutNetworks) {

  /** The same on another runtime, for networks that are given: none are timed for a line. */
  public ProfileSettings on(RuntimeSettings other) {
    return new ProfileSettings(other, protocol, tables, mostRows, heldOutRows, 0, 0);
  }

  /** Networks timed as a whole. */
  public int networks() {
    return fitNetworks == 0 ? 0 : fitNetworks + heldOutNetworks;
  }
}
