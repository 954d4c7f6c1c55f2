package org.fbnetspark.net.fused.kernel;

/**
 * The sum over all places of the product of two buffers: both are seen as matrices of a few
 * columns, whose product, the trace of which it is, runs at the speed of a matrix product.
 */
public final class InnerProduct {

  private static final int MOST_COLUMNS = 16;

  private final OneDnn dnn;
  private final Matrix a;
  private final Matrix b;
  private final Matrix products;

  /** The inner product of buffers of one length. */
  public InnerProduct(OneDnn dnn, NativeFloats a, NativeFloats b) {
    this.dnn = dnn;
    long columns = Math.min(MOST_COLUMNS, Long.lowestOneBit(a.length()));
    this.a = Matrix.of(a, a.length() / columns, columns);
    this.b = Matrix.of(b, a.length() / columns, columns);
    products = Matrix.of(dnn.floats(columns * columns), columns, columns);
  }

  /** Computes it from what the buffers hold now. */
  public double of() {
    dnn.multiply(a.transpose(), b, 0f, products);
    float[] all = products.data().toArray();
    double trace = 0;
    for (int i = 0; i < products.rows(); i++) {
      trace += all[i * ((int) products.columns() + 1)];
    }
    return trace;
  }
}
