package org.fbnetspark.net.fused.layer;

import java.util.Optional;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;

/**
 * The input's own channels as middle channels of blocks that do not expand, shuffled where they are
 * grouped: a product with a matrix of zeros and ones.
 */
final class CopiedExpansion implements Expansion {

  private final OneDnn dnn;
  private final Matrix x;
  private final Optional<Matrix> dx;
  private final Matrix selection;
  private final Matrix copied;
  private final Matrix gradient;

  CopiedExpansion(Site site, SlabPlan slab, NativeFloats outputGradient) {
    dnn = site.dnn();
    x = site.x();
    dx = site.dx();
    NhwcShape shape = site.plan().input().withChannels(slab.channels());
    int in = site.plan().input().channels();
    float[] ones = new float[in * slab.channels()];
    for (SlabPlan.Segment segment : slab.segments()) {
      for (int j = 0; j < segment.length(); j++) {
        int middle = segment.first() + j;
        int source =
            middle % segment.groups() * (in / segment.groups()) + middle / segment.groups();
        ones[source * slab.channels() + segment.channel() + j] = 1f;
      }
    }
    NativeFloats data = dnn.floats(ones.length);
    data.put(ones);
    selection = Matrix.of(data, in, slab.channels());
    copied = Site.rows(dnn.passing(shape.elements()), shape);
    gradient = Site.rows(outputGradient, shape);
  }

  @Override
  public NativeFloats output() {
    return copied.data();
  }

  @Override
  public void forward() {
    dnn.multiply(x, selection, 0f, copied);
  }

  @Override
  public void restore() {}

  @Override
  public void backward(boolean weightsToo) {
    dx.ifPresent(target -> dnn.multiply(gradient, selection.transpose(), 1f, target));
  }
}
