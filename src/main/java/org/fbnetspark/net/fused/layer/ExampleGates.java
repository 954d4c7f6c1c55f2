package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.net.fused.kernel.BatchNorm;
import org.fbnetspark.net.fused.kernel.BatchedProduct;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * The sum under gates of each example: for every example a product of its row of factors with the
 * matrix of its terms. The normalised terms are formed again in the backward pass.
 */
final class ExampleGates implements GatedSum {

  private final Terms terms;
  private final int batch;
  private final List<BatchNorm> norms = new ArrayList<>();
  private final List<Kernel> normGradients = new ArrayList<>();
  private final NativeFloats factors;
  private final NativeFloats factorGradients;
  private final List<Kernel> copies = new ArrayList<>();
  private final List<Kernel> gradientCopies = new ArrayList<>();
  private final Kernel sum;
  private final Kernel factorGradient;
  private final Kernel termGradient;

  ExampleGates(Site site, Terms terms) {
    this.terms = terms;
    OneDnn dnn = site.dnn();
    NhwcShape shape = site.plan().output();
    batch = shape.batch();
    for (int i = 0; i < terms.projections().size(); i++) {
      Trainable affine =
          site.parameters().view(site.plan().blocks().get(i).affine(), 2L * shape.channels());
      NativeFloats slot = terms.slot(i);
      BatchNorm norm = new BatchNorm(dnn, shape, false, terms.projections().get(i), slot, affine);
      norms.add(norm);
      normGradients.add(norm.backward(slot, slot));
    }
    int count = terms.size();
    terms
        .convolution()
        .ifPresent(
            skip -> {
              NativeFloats slot = terms.convolutionSlot();
              copies.add(copy(dnn, shape, skip.output(), slot));
              gradientCopies.add(copy(dnn, shape, slot, skip.outputGradient()));
            });
    terms
        .input()
        .ifPresent(
            input -> {
              NativeFloats slot = terms.inputSlot();
              copies.add(copy(dnn, shape, input.value(), slot));
              input.gradient().ifPresent(to -> gradientCopies.add(copy(dnn, shape, slot, to)));
            });
    factors = dnn.floats((long) batch * count);
    factorGradients = dnn.floats((long) batch * count);
    long length = shape.elements() / batch;
    BatchedProduct.Operand rows = new BatchedProduct.Operand(factors, 1, count, count, count, 1);
    BatchedProduct.Operand columns = new BatchedProduct.Operand(factors, count, 1, count, 1, 1);
    BatchedProduct.Operand slots =
        new BatchedProduct.Operand(terms.slots(), count, length, length, shape.elements(), 1);
    BatchedProduct.Operand y =
        new BatchedProduct.Operand(site.ports().y(), 1, length, length, length, 1);
    BatchedProduct.Operand dyRow =
        new BatchedProduct.Operand(site.ports().dy(), 1, length, length, length, 1);
    BatchedProduct.Operand dyColumn =
        new BatchedProduct.Operand(site.ports().dy(), length, 1, length, 1, 1);
    BatchedProduct.Operand gradients =
        new BatchedProduct.Operand(factorGradients, count, 1, count, 1, 1);
    sum = BatchedProduct.of(dnn, batch, rows, slots, y);
    factorGradient = BatchedProduct.of(dnn, batch, slots, dyColumn, gradients);
    termGradient = BatchedProduct.of(dnn, batch, columns, dyRow, slots);
  }

  private static Kernel copy(OneDnn dnn, NhwcShape shape, NativeFloats from, NativeFloats to) {
    return dnn.copy(shape, from, shape.strides(), to, shape.strides());
  }

  @Override
  public void forward(float[][] rows) {
    terms.convolution().ifPresent(ConvolvedSkip::forward);
    terms.input().ifPresent(AddedInput::forward);
    fillTerms(rows);
    sum.run();
  }

  private void fillTerms(float[][] rows) {
    norms.forEach(BatchNorm::forward);
    copies.forEach(Kernel::run);
    float[] all = new float[batch * terms.size()];
    for (int example = 0; example < batch; example++) {
      float[] row = terms.factors(rows[example]);
      System.arraycopy(row, 0, all, example * row.length, row.length);
    }
    factors.put(all);
  }

  @Override
  public float[][] backward(float[][] rows, boolean weightsToo) {
    fillTerms(rows);
    factorGradient.run();
    termGradient.run();
    gradientCopies.forEach(Kernel::run);
    terms.backward(weightsToo);
    normGradients.forEach(Kernel::run);
    if (weightsToo) {
      return new float[0][];
    }
    float[] found = factorGradients.toArray();
    float[][] gradient = new float[batch][];
    for (int example = 0; example < batch; example++) {
      float[] row = new float[terms.size()];
      System.arraycopy(found, example * row.length, row, 0, row.length);
      gradient[example] = terms.rowGradient(row);
    }
    return gradient;
  }
}
