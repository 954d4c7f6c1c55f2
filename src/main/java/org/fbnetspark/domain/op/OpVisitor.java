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
}
