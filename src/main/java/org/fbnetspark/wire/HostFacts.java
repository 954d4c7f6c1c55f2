package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.Locale;

/**
 * What a machine says of itself. Texts are {@link #UNKNOWN} where it does not tell.
 *
 * @param name host name
 * @param machine the same text in all processes of one running machine, and in no other's
 * @param cpuModel name of the processor
 * @param microcode version of its microcode
 * @param cpus logical CPUs that the process may use
 * @param quota CPUs' worth of time that a control group allows, such as {@code 2.00}, or {@link
 *     #NO_QUOTA}
 * @param governor how the clock frequency of the first CPU is governed
 * @param load runnable threads of the whole machine before work began: their mean over the last
 *     minute, or their number in that moment where it is less; below 0 where unknown
 * @param platform operating system and architecture
 * @param kernel version of the operating system
 * @param jdk vendor and version of the Java runtime
 */
public record HostFacts(
    String name,
    String machine,
    String cpuModel,
    String microcode,
    int cpus,
    String quota,
    String governor,
    double load,
    String platform,
    String kernel,
    String jdk)
    implements Serializable {

  /** Stands where a machine does not tell. */
  public static final String UNKNOWN = "unknown";

  /** No bound on the time of the CPUs. */
  public static final String NO_QUOTA = "none";

  /**
   * Machines of one class have equal texts: processor, CPUs, quota and platform. A processor that
   * does not tell its model makes a class of its own.
   */
  public String deviceClass() {
    String model = cpuModel.equals(UNKNOWN) ? "unknown processor of " + name : cpuModel;
    String limit = quota.equals(NO_QUOTA) || quota.equals(UNKNOWN) ? "" : ", quota " + quota;
    return model + ", " + cpus + (cpus == 1 ? " CPU" : " CPUs") + limit + ", " + platform;
  }

  /** In words, for the provenance of a table. */
  public String inWords() {
    return String.format(
        Locale.ROOT,
        "%s, microcode %s, %d CPUs, quota %s, governor %s, load %s, %s, kernel %s, Java %s",
        cpuModel,
        microcode,
        cpus,
        quota,
        governor,
        load < 0 ? UNKNOWN : String.format(Locale.ROOT, "%.2f", load),
        platform,
        kernel,
        jdk);
  }
}
