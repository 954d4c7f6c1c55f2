package org.fbnetspark.domain.op;

/**
 * An answer for each kind of op. What computes ops, lays out their weights, writes or draws them is
 * one of these, so that the compiler names everything that a new op still lacks.
 *
 * @param <T> what is answered
 */
public interface OpVisitor<T> {

  /** Of a convolution. */
  T conv(Conv conv);

  /** Of an inverted residual block. */
  T mbConv(MbConv mb);

  /** Of a skip, whether it keeps the shape or not. */
  T skip(Skip skip);

  /** Of the mean over all positions. */
  T globalPool(GlobalPool pool);

  /** Of a fully connected layer before the classifier. */
  T hidden(Hidden hidden);

  /** Of a classifier. */
  T linear(Linear linear);

  /** Of a separable convolution of a cell. */
  T separableConv(SeparableConv conv);

  /** Of the largest value or mean of each window. */
  T windowPool(WindowPool pool);

  /** Of two strided 1x1 convolutions side by side. */
  T factorizedReduce(FactorizedReduce reduce);

  /** Of a convolution without an activation behind it. */
  T bareConv(BareConv conv);

  /** Of nothing. */
  T zero(Zero zero);

  /** Of what stands before an auxiliary classifier. */
  T auxiliaryHead(AuxiliaryHead head);
}
