package org.fbnetspark.net.fused.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;

/** A product of matrices for each example of a batch. */
public final class BatchedProduct {

  /**
   * A matrix for each example.
   *
   * @param step floats from one example to the next
   * @param rowStep floats from one row to the next
   * @param columnStep floats from one column to the next
   */
  public record Operand(
      NativeFloats data, long rows, long columns, long step, long rowStep, long columnStep) {

    private memory.desc desc(int batch) {
      return new memory.desc(
          new long[] {batch, rows, columns},
          memory.data_type.f32,
          new long[] {step, rowStep, columnStep});
    }
  }

  private BatchedProduct() {}

  /** {@code c = a * b} for each example. */
  public static Kernel of(OneDnn dnn, int batch, Operand a, Operand b, Operand c) {
    memory.desc first = a.desc(batch);
    memory.desc second = b.desc(batch);
    memory.desc result = c.desc(batch);
    matmul.primitive_desc made = new matmul.primitive_desc(dnn.cpu(), first, second, result);
    dnn.check("batched product", made.impl_info_str().getString(), a.rows() + "x" + b.columns());
    return dnn.bind(new matmul(made))
        .with(DNNL_ARG_SRC, first, a.data())
        .with(DNNL_ARG_WEIGHTS, second, b.data())
        .with(DNNL_ARG_DST, result, c.data());
  }
}
