package org.fbnetspark.net.fused.layer;

import java.util.Arrays;
import java.util.List;
import org.fbnetspark.net.fused.kernel.InnerProduct;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;

/**
 * Branches of which one is computed at a time. It fills the node's output as it would alone; the
 * gradient of the factor of any branch is
 *
 * <pre>dL/dfactor_j = sum over the output of dL/dy * branch_j(x)</pre>
 *
 * <p>The others are evaluated for it where the output was, which nobody reads any more, once the
 * gradients of the one that was computed are there.
 *
 * <p>Source: Cai, Zhu, Han, ProxylessNAS (arXiv 1812.00332), Section 3.2 and the authors' code.
 */
final class PathsLayer implements Layer {

  private final List<Layer> branches;
  private final float[][][] rows;
  private final NativeFloats one;
  private final Kernel keepGradient;
  private final InnerProduct slope;
  private boolean[] wanted;

  /**
   * Branches at one place.
   *
   * @param branches bound to these ports, each with gradients of its own alone
   * @param rows of factors by which a branch is there, for each of them
   */
  PathsLayer(List<Layer> branches, float[][][] rows, OneDnn dnn, Scratch scratch, Ports ports) {
    this.branches = List.copyOf(branches);
    this.rows = rows;
    long length = ports.y().length();
    NativeFloats gradient = scratch.take(ScratchSizes.Use.PATH_GRADIENT, length);
    one = dnn.floats(1);
    one.put(new float[] {1f});
    keepGradient = dnn.product(ports.dy(), one, gradient);
    slope = new InnerProduct(dnn, ports.y(), gradient);
    wanted = new boolean[branches.size()];
    Arrays.fill(wanted, true);
  }

  @Override
  public void forward(float[][] factors) {
    int drawn = drawn(factors);
    branches.get(drawn).forward(rows[drawn]);
  }

  @Override
  public void want(boolean[] factors) {
    wanted = factors.clone();
  }

  @Override
  public float[][] backward(float[][] factors, boolean weightsToo) {
    int drawn = drawn(factors);
    if (weightsToo) {
      branches.get(drawn).backward(rows[drawn], true);
      return new float[0][];
    }
    float[] gradient = new float[branches.size()];
    keepGradient.run();
    if (wanted[drawn]) {
      gradient[drawn] = (float) slope.of();
    }
    branches.get(drawn).backward(rows[drawn], false);
    for (int i = 0; i < gradient.length; i++) {
      if (i != drawn && wanted[i]) {
        branches.get(i).forward(rows[i]);
        gradient[i] = (float) slope.of();
      }
    }
    return new float[][] {gradient};
  }

  private int drawn(float[][] factors) {
    int drawn = -1;
    boolean single = factors.length == 1;
    for (int i = 0; i < factors[0].length; i++) {
      if (factors[0][i] != 0) {
        single &= drawn < 0 && factors[0][i] == 1;
        drawn = i;
      }
    }
    if (!single || drawn < 0) {
      throw new IllegalArgumentException(
          "Where paths are drawn all examples share one branch of each node, of factor 1, but were"
              + " given "
              + Arrays.deepToString(factors));
    }
    return drawn;
  }
}
