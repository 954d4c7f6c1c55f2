package org.fbnetspark.wire;

import java.io.Serializable;
import org.fbnetspark.profile.Profiled;

/**
 * What one host has measured.
 *
 * @param host the machine
 * @param runtime name and version of the library
 * @param layout order of the axes that the library is given
 * @param profiled the figures; none where nothing was asked for
 * @param problem why the host cannot measure; empty where it can
 */
public record ProfileResult(
    HostFacts host, String runtime, String layout, Profiled profiled, String problem)
    implements Serializable {

  /** The answer of a host that cannot measure. */
  public static ProfileResult failed(HostFacts host, Throwable reason) {
    String said = reason.getMessage();
    return new ProfileResult(
        host, "", "", Profiled.NOTHING, said == null || said.isEmpty() ? reason.toString() : said);
  }
}
