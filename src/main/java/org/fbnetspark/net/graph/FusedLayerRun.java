package org.fbnetspark.net.graph;

import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.fbnetspark.net.kernel.NativeFloats;
import org.fbnetspark.net.kernel.OneDnn;
import org.fbnetspark.net.kernel.Trainable;
import org.fbnetspark.net.layer.Layer;
import org.fbnetspark.net.layer.Ports;
import org.fbnetspark.net.layer.Scratch;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A fused layer at work in a graph. Its kernels are bound to the graph's flat parameters and
 * gradients and to the buffers that it is wired to; arrays that lie elsewhere are copied in.
 */
final class FusedLayerRun extends BaseLayer<FusedLayer> {

  /**
   * The buffers shared with neighbours, as {@link Ports} has them.
   *
   * @param dx empty for the first layer
   */
  record Wires(INDArray x, Optional<INDArray> dx, INDArray y, INDArray dy) {}

  private static final long serialVersionUID = 1L;

  private transient Wires wires;
  private transient Layer kernels;
  private transient float[][] gates;
  private transient boolean weightsToo;
  private transient float[][] gateGradient;

  FusedLayerRun(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  /**
   * Makes the kernels, once the graph has handed out parameters and gradients.
   *
   * @param statistics of normalisations, as long as the parameters
   */
  void wire(OneDnn dnn, Scratch scratch, Wires newWires, NativeFloats statistics) {
    wires = newWires;
    NativeFloats none = dnn.floats(0);
    Trainable parameters =
        paramsFlattened == null
            ? new Trainable(none, none, none)
            : new Trainable(
                ArrayRoom.floats(paramsFlattened),
                ArrayRoom.floats(gradientsFlattened),
                statistics);
    Ports ports =
        new Ports(
            ArrayRoom.floats(wires.x()),
            wires.dx().map(ArrayRoom::floats),
            ArrayRoom.floats(wires.y()),
            ArrayRoom.floats(wires.dy()));
    kernels = layerConf().plan().build(dnn, parameters, scratch, ports);
  }

  /** Says what the next pass shall do. */
  void prepare(float[][] newGates, boolean newWeightsToo) {
    gates = newGates;
    weightsToo = newWeightsToo;
  }

  /** The gradient of the gates in the last pass backward; no row where there is no choice. */
  float[][] gateGradient() {
    return gateGradient;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    if (kernels == null || gates == null) {
      throw new IllegalStateException(
          "Layer "
              + layerConf().getLayerName()
              + " needs buffers and gates before it can run; let a GraphSupernet build the graph");
    }
    bring(input, wires.x());
    kernels.forward(gates);
    return wires.y();
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    bring(epsilon, wires.dy());
    gateGradient = kernels.backward(gates, weightsToo);
    Gradient gradients = new DefaultGradient();
    if (gradientsFlattened != null) {
      gradients.setGradientFor(FlatParameters.KEY, gradientsFlattened);
    }
    return new Pair<>(gradients, wires.dx().orElse(null));
  }

  private static void bring(INDArray from, INDArray to) {
    if (from != to) {
      to.assign(from);
    }
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
