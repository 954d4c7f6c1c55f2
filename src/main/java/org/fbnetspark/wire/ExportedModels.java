package org.fbnetspark.wire;

import java.io.Serializable;

/**
 * A trained network and what it was exported as, to be compared.
 *
 * <p>The arrays are shared, not copied: the driver holds them still until the answers are there.
 */
public final class ExportedModels implements Serializable {

  private static final long serialVersionUID = 1L;

  private final NetWeights net;
  private final byte[] onnx;
  private final byte[] int8;

  /**
   * Joins the parts.
   *
   * @param int8 empty where there is none
   */
  public ExportedModels(NetWeights net, byte[] onnx, byte[] int8) {
    this.net = net;
    this.onnx = onnx;
    this.int8 = int8;
  }

  /** The network itself. */
  public NetWeights net() {
    return net;
  }

  /** The ONNX model in single precision; shared. */
  public byte[] onnx() {
    return onnx;
  }

  /** The ONNX model in 8 bits, empty where there is none; shared. */
  public byte[] int8() {
    return int8;
  }
}
