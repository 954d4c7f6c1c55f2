package org.fbnetspark.net.graph;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One flat vector of parameters, in the order of the layer's plan; zeros until some are set. */
final class FlatParameters implements ParamInitializer {

  static final String KEY = "W";

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return ((FusedLayer) layer).plan().parameterCount();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return numParams(layer) == 0 ? List.of() : List.of(KEY);
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return paramKeys(layer);
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return List.of();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return KEY.equals(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return false;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
    if (numParams(conf) == 0) {
      return Map.of();
    }
    conf.addVariable(KEY);
    if (initialize) {
      parameters.assign(0);
    }
    return Map.of(KEY, parameters);
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradients) {
    return Map.of(KEY, gradients);
  }
}
