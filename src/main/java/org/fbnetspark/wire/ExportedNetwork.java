package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.List;

/**
 * A network and the ONNX models that were made of it.
 *
 * <p>The arrays are shared, not copied: the driver holds them still until the answers are there.
 */
public final class ExportedNetwork implements Serializable {

  private static final long serialVersionUID = 1L;

  private final NetWeights network;
  private final List<byte[]> models;

  /**
   * Joins the parts.
   *
   * @param models bytes of {@code .onnx} files
   */
  public ExportedNetwork(NetWeights network, List<byte[]> models) {
    this.network = network;
    this.models = List.copyOf(models);
  }

  /** Weights and statistics; shared. */
  public NetWeights network() {
    return network;
  }

  /** Bytes of {@code .onnx} files; shared. */
  public List<byte[]> models() {
    return models;
  }
}
