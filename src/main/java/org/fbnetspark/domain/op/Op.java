package org.fbnetspark.domain.op;

import java.io.Serializable;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * An operation as data. What it costs is told here; how it is computed is {@code net}'s business.
 *
 * <p>Costs follow the convention under which the published figures are reproduced to the last
 * digit: one multiply-accumulate per weight and output position of convolutions and fully connected
 * layers; parameters are their weights only. Bias, batch normalisation, activation, addition,
 * factors of channels, channel shuffle and pooling count nothing.
 */
public sealed interface Op extends Serializable
    permits AuxiliaryHead,
        BareConv,
        Conv,
        FactorizedReduce,
        GlobalPool,
        Hidden,
        Linear,
        MbConv,
        SeparableConv,
        Skip,
        WindowPool,
        Zero {

  /**
   * Name in configurations, tables and architectures, such as {@code mb_k5_e6}; {@link OpCode}
   * reads it.
   */
  String code();

  /** What is answered for ops of this kind. */
  <T> T accept(OpVisitor<T> visitor);

  /** Shape of one example leaving the op. */
  ImageShape output(Placement at);

  /** Multiply-accumulates for one example. */
  long macs(Placement at);

  /** Weights of convolutions and fully connected layers. */
  long parameters(Placement at);

  /** Groups of its 1x1 convolutions. */
  default int groups() {
    return 1;
  }

  /**
   * The same op with this many channels inside.
   *
   * @throws IllegalArgumentException where it has none of its own
   */
  default Op withMiddle(int channels) {
    throw new IllegalArgumentException(code() + " has no middle channels to choose");
  }

  /** Whether the input is added to the output where the shape is kept. */
  default boolean residual() {
    return false;
  }

  /**
   * Whether this is a block of a stage. Stem, last convolution, pool, hidden layer and classifier
   * are not: latency tables often have one figure for all of them.
   */
  default boolean block() {
    return true;
  }
}
