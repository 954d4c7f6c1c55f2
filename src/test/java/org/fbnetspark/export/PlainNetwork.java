package org.fbnetspark.export;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.AuxiliaryHead;
import org.fbnetspark.domain.op.BareConv;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.FactorizedReduce;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpVisitor;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.SeparableConv;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.WindowPool;
import org.fbnetspark.domain.op.Zero;

/** A network in plain loops over one example in double precision, as the ops' definitions read. */
final class PlainNetwork {

  /** Values {@code [channel][row][column]}. */
  record Image(double[][][] at) {

    static Image of(int channels, int height, int width) {
      return new Image(new double[channels][height][width]);
    }

    int channels() {
      return at.length;
    }

    int height() {
      return at[0].length;
    }

    int width() {
      return at[0][0].length;
    }

    /** Values in the order of NCHW. */
    double[] flat() {
      return Arrays.stream(at).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
    }

    Image channels(int from, int to) {
      return new Image(Arrays.copyOfRange(at, from, to));
    }
  }

  private final FoldedWeights weights;
  private int layer;

  PlainNetwork(FoldedWeights weights) {
    this.weights = weights;
  }

  /** What the network gives for one example in the order of NCHW, in the same order. */
  double[] run(Network network, float[] example) {
    int height = network.input().shape().height();
    int width = network.input().shape().width();
    Image x = Image.of(network.input().shape().channels(), height, width);
    for (int i = 0; i < example.length; i++) {
      x.at()[i / width / height][i / width % height][i % width] = example[i];
    }
    for (layer = 0; layer < network.blocks().size(); layer++) {
      x = op(network.blocks().get(layer).op(), network.blocks().get(layer).placement(), x);
    }
    return x.flat();
  }

  private Image op(Op op, Placement at, Image x) {
    return op.accept(new Plain(at, x));
  }

  /** Each op by plain loops. */
  private final class Plain implements OpVisitor<Image> {
    private final Placement at;
    private final Image x;

    Plain(Placement at, Image x) {
      this.at = at;
      this.x = x;
    }

    @Override
    public Image conv(Conv conv) {
      Image y = PlainNetwork.this.conv("conv", x, at.outChannels(), conv.kernel(), at.stride(), 1);
      return each(y, of(conv.activation()));
    }

    @Override
    public Image mbConv(MbConv mb) {
      return block(mb, at, x);
    }

    @Override
    public Image skip(Skip skip) {
      return at.keepsShape()
          ? x
          : relu(PlainNetwork.this.conv("conv", x, at.outChannels(), 1, at.stride(), 1));
    }

    @Override
    public Image globalPool(GlobalPool pool) {
      return means(x);
    }

    @Override
    public Image hidden(Hidden hidden) {
      Image y = PlainNetwork.this.conv("conv", x, at.outChannels(), 1, 1, 1);
      return each(y, of(hidden.activation()));
    }

    @Override
    public Image linear(Linear linear) {
      return PlainNetwork.this.linear(at, x);
    }

    @Override
    public Image separableConv(SeparableConv conv) {
      throw ofCells(conv);
    }

    @Override
    public Image windowPool(WindowPool pool) {
      throw ofCells(pool);
    }

    @Override
    public Image factorizedReduce(FactorizedReduce reduce) {
      throw ofCells(reduce);
    }

    @Override
    public Image bareConv(BareConv conv) {
      throw ofCells(conv);
    }

    @Override
    public Image zero(Zero zero) {
      throw ofCells(zero);
    }

    @Override
    public Image auxiliaryHead(AuxiliaryHead head) {
      throw ofCells(head);
    }
  }

  /** Ops of cells are held to the engine that trains them. */
  private static IllegalArgumentException ofCells(Op op) {
    return new IllegalArgumentException("No plain loops for " + op.code());
  }

  private Image block(MbConv mb, Placement at, Image x) {
    int middle = mb.middle() > 0 ? mb.middle() : mb.expansion() * x.channels();
    Image y = x;
    if (mb.expandAlways() || mb.expansion() != 1) {
      y = each(conv("expand", y, middle, 1, 1, mb.groups()), of(mb.activation()));
    }
    y = shuffled(y, mb.groups());
    for (int d = 0; d < mb.depthwiseLayers(); d++) {
      int stride = d == 0 ? at.stride() : 1;
      y = conv("depthwise" + d, y, middle, mb.kernel(), stride, middle);
      each(y, of(mb.activation()));
    }
    if (mb.squeezeExcite()) {
      Image factors = conv("squeeze", means(y), mb.squeezedChannels(at), 1, 1, 1);
      factors = conv("excite", each(factors, of(mb.activation())), middle, 1, 1, 1);
      each(factors, PlainNetwork::hardSigmoid);
      for (int c = 0; c < middle; c++) {
        double factor = factors.at()[c][0][0];
        each(y.channels(c, c + 1), value -> value * factor);
      }
    }
    y = conv("project", y, at.outChannels(), 1, 1, mb.groups());
    boolean residual = at.stride() == 1 && x.channels() == at.outChannels();
    for (int c = 0; residual && c < y.channels(); c++) {
      for (int row = 0; row < y.height(); row++) {
        for (int column = 0; column < y.width(); column++) {
          y.at()[c][row][column] += x.at()[c][row][column];
        }
      }
    }
    return y;
  }

  private static Image shuffled(Image x, int groups) {
    int each = x.channels() / groups;
    Image y = Image.of(x.channels(), x.height(), x.width());
    for (int group = 0; group < groups; group++) {
      for (int i = 0; i < each; i++) {
        y.at()[i * groups + group] = x.at()[group * each + i];
      }
    }
    return y;
  }

  private static Image means(Image x) {
    return new Image(
        Arrays.stream(x.at())
            .map(c -> Arrays.stream(c).flatMapToDouble(Arrays::stream).average().orElseThrow())
            .map(mean -> new double[][] {{mean}})
            .toArray(double[][][]::new));
  }

  private static Image relu(Image x) {
    return each(x, of(Activation.RELU));
  }

  private static DoubleUnaryOperator of(Activation activation) {
    return switch (activation) {
      case RELU -> value -> Math.max(0, value);
      case RELU6 -> value -> Math.min(6, Math.max(0, value));
      case HARD_SWISH -> value -> value * hardSigmoid(value);
    };
  }

  private static double hardSigmoid(double value) {
    return Math.min(6, Math.max(0, value + 3)) / 6;
  }

  private static Image each(Image x, DoubleUnaryOperator function) {
    for (double[][] channel : x.at()) {
      for (double[] row : channel) {
        Arrays.setAll(row, i -> function.applyAsDouble(row[i]));
      }
    }
    return x;
  }

  private Image linear(Placement at, Image x) {
    List<Integer> shape = List.of(at.outChannels(), (int) at.input().elements());
    FoldedKernel kernel = weights.kernel(layer, "fc", shape);
    Image y = Image.of(at.outChannels(), 1, 1);
    for (int k = 0; k < at.outChannels(); k++) {
      double sum = kernel.biases()[k];
      int next = k * shape.get(1);
      float[] w = kernel.weights();
      for (int row = 0; row < x.height(); row++) {
        for (int column = 0; column < x.width(); column++) {
          for (int c = 0; c < x.channels(); c++) {
            sum += w[next++] * x.at()[c][row][column];
          }
        }
      }
      y.at()[k][0][0] = sum;
    }
    return y;
  }

  private Image conv(String role, Image x, int out, int k, int stride, int groups) {
    int inputs = x.channels() / groups;
    FoldedKernel kernel = weights.kernel(layer, role, List.of(out, inputs, k, k));
    float[] w = kernel.weights();
    float[] b = kernel.biases();
    IntBinaryOperator outSide = (side, step) -> (side + step - 1) / step;
    Image y =
        Image.of(
            out, outSide.applyAsInt(x.height(), stride), outSide.applyAsInt(x.width(), stride));
    for (int o = 0; o < out; o++) {
      int firstInput = o / (out / groups) * inputs;
      for (int row = 0; row < y.height(); row++) {
        for (int column = 0; column < y.width(); column++) {
          double sum = b[o];
          for (int i = 0; i < inputs; i++) {
            double[][] channel = x.at()[firstInput + i];
            for (int u = 0; u < k; u++) {
              int r = row * stride + u - k / 2;
              for (int v = 0; r >= 0 && r < x.height() && v < k; v++) {
                int c = column * stride + v - k / 2;
                if (c >= 0 && c < x.width()) {
                  sum += w[((o * inputs + i) * k + u) * k + v] * channel[r][c];
                }
              }
            }
          }
          y.at()[o][row][column] = sum;
        }
      }
    }
    return y;
  }
}
