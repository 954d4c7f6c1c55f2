package org.fbnetspark.net.fused.kernel;

/**
 * A row-major matrix in native memory.
 *
 * @param data begins at the first element
 * @param rows number of rows as stored
 * @param columns number of columns as stored
 * @param stride floats from one row to the next
 * @param transposed whether the matrix meant is the transpose of the stored one
 */
public record Matrix(NativeFloats data, long rows, long columns, long stride, boolean transposed) {

  /** A packed matrix. */
  public static Matrix of(NativeFloats data, long rows, long columns) {
    return new Matrix(data, rows, columns, columns, false);
  }

  /** The transpose, without moving anything. */
  public Matrix transpose() {
    return new Matrix(data, rows, columns, stride, !transposed);
  }

  /** A block of the stored matrix. */
  public Matrix block(long row, long column, long blockRows, long blockColumns) {
    long offset = row * stride + column;
    NativeFloats start = data.view(offset, data.length() - offset);
    return new Matrix(start, blockRows, blockColumns, stride, transposed);
  }

  long height() {
    return transposed ? columns : rows;
  }

  long width() {
    return transposed ? rows : columns;
  }
}
