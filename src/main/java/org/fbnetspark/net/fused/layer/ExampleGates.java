package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private final Optional<Kernel> copyBypass;
  private final Optional<Kernel> copyBypassGradient;
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
    NativeFloats last = terms.slot(count - 1);
    long[] steps = shape.strides();
    copyBypass = terms.bypass().map(data -> dnn.copy(shape, data, steps, last, steps));
    copyBypassGradient =
        terms.bypassGradient().map(target -> dnn.copy(shape, last, steps, target, steps));
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

  @Override
  public void forward(float[][] gates) {
    terms.forwardBypass();
    fillTerms(gates);
    sum.run();
  }

  private void fillTerms(float[][] gates) {
    norms.forEach(BatchNorm::forward);
    copyBypass.ifPresent(Kernel::run);
    float[] all = new float[batch * terms.size()];
    for (int example = 0; example < batch; example++) {
      float[] row = terms.factors(gates[example]);
      System.arraycopy(row, 0, all, example * row.length, row.length);
    }
    factors.put(all);
  }

  @Override
  public float[][] backward(float[][] gates, boolean weightsToo) {
    fillTerms(gates);
    factorGradient.run();
    termGradient.run();
    copyBypassGradient.ifPresent(Kernel::run);
    terms.backwardBypass(weightsToo);
    normGradients.forEach(Kernel::run);
    float[] found = factorGradients.toArray();
    float[][] gradient = new float[batch][];
    for (int example = 0; example < batch; example++) {
      float[] row = new float[terms.size()];
      System.arraycopy(found, example * row.length, row, 0, row.length);
      gradient[example] = terms.gateGradient(row);
    }
    return gradient;
  }
}
