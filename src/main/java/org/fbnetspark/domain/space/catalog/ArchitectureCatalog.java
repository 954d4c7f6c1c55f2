package org.fbnetspark.domain.space.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fbnetspark.domain.name.Nearest;
import org.fbnetspark.domain.space.NetworkTable;

/** The networks that have a name. A new one is a definition and a line here. */
public final class ArchitectureCatalog {

  private static final Map<String, NetworkTable> NETWORKS = new LinkedHashMap<>();

  static {
    NETWORKS.putAll(FbnetV1Networks.all());
    NETWORKS.putAll(FbnetV2Networks.all());
    NETWORKS.putAll(ProxylessNetworks.all());
    NETWORKS.putAll(Darts.networks());
    NETWORKS.put("MobileNetV2", MobileNetV2.network("MobileNetV2"));
  }

  private ArchitectureCatalog() {}

  /** Every name. */
  public static List<String> names() {
    return List.copyOf(NETWORKS.keySet());
  }

  /**
   * The network of a name, as published; it may be {@linkplain NetworkTable#resized resized}.
   *
   * @throws IllegalArgumentException with the known names and the nearest one
   */
  public static NetworkTable named(String name) {
    NetworkTable network = NETWORKS.get(name);
    if (network == null) {
      throw new IllegalArgumentException(
          "No architecture is named "
              + name
              + " (known: "
              + String.join(", ", NETWORKS.keySet())
              + ")"
              + Nearest.hint(name, NETWORKS.keySet()));
    }
    return network;
  }
}
