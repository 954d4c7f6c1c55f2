package org.fbnetspark.driver.profile;

import java.util.List;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.wire.HostFacts;

/**
 * Machines of one class that run the same library: what they measure goes into one table.
 *
 * @param setting of the table
 * @param hosts at least one, by name
 */
public record ProfiledDevice(LatencySetting setting, List<HostFacts> hosts) {

  public ProfiledDevice {
    hosts = List.copyOf(hosts);
  }

  public List<String> hostNames() {
    return hosts.stream().map(HostFacts::name).toList();
  }
}
