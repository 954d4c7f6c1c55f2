package org.fbnetspark.net.fused.layer;

import java.util.Arrays;
import java.util.Optional;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;

/** A term without a normalisation at its end: what a layer gives, or what is read as it is. */
final class PlainTerm implements Term {

  private static final float[] ALWAYS = {1f};
  private static final float[] NOT_WANTED = {};

  private final Optional<Layer> layer;
  private final float[][] rows;
  private final NativeFloats value;
  private final Optional<FactorProduct> product;
  private final Optional<FactorProduct> gradient;
  private final FactorSlope slope;

  /**
   * Binds a term.
   *
   * @param layer empty where what is read is given
   * @param conditions of the layer, all of which always hold
   * @param given what has no factor yet
   * @param target the gradient of that; empty where none is wanted
   * @param adds whether it is added to
   * @param slot for the term; empty where it is always there, and lies where it is given
   */
  PlainTerm(
      OneDnn dnn,
      NhwcShape shape,
      Optional<Layer> layer,
      int conditions,
      NativeFloats given,
      Optional<NativeFloats> target,
      boolean adds,
      Optional<NativeFloats> slot,
      NativeFloats dy) {
    this.layer = layer;
    rows = new float[1][conditions];
    Arrays.fill(rows[0], 1f);
    value = slot.orElse(given);
    product = slot.map(to -> new FactorProduct(dnn, shape, given, to, false));
    gradient = target.map(to -> new FactorProduct(dnn, shape, dy, to, adds));
    slope = new FactorSlope(dnn, shape, given, dy);
  }

  @Override
  public NativeFloats value() {
    return value;
  }

  @Override
  public void forward(float[] factors) {
    layer.ifPresent(inner -> inner.forward(rows));
    product.ifPresent(scale -> scale.run(factors));
  }

  @Override
  public float[] backward(float[] factors, boolean weightsToo) {
    float[] found = weightsToo || product.isEmpty() ? NOT_WANTED : slope.of(factors.length);
    gradient.ifPresent(scale -> scale.run(product.isEmpty() ? ALWAYS : factors));
    layer.ifPresent(inner -> inner.backward(rows, weightsToo));
    return found;
  }
}
