package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.SgdStep;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The parameters and statistics of a network, by tensor and as the vectors of its layout. */
final class Parameters implements AutoCloseable {

  private final Network network;
  private final int count;
  private final int statisticsCount;
  private final Map<WeightLayout.Tensor, Parameter> parameters = new LinkedHashMap<>();
  private final Map<WeightLayout.Tensor, INDArray> statistics = new LinkedHashMap<>();

  /** Of each branch by role; among them the gammas of 1 and betas of 0 that are no weights. */
  private final Map<List<Integer>, Map<String, Parameter>> branches = new HashMap<>();

  private final List<Parameter> fixed = new ArrayList<>();

  /** Zeros. */
  Parameters(Network network, WeightLayout layout, DataType precision) {
    this.network = network;
    count = layout.length();
    for (WeightLayout.Tensor tensor : layout.tensors()) {
      Parameter parameter = zeros(tensor, precision);
      parameters.put(tensor, parameter);
      branch(tensor).put(tensor.role(), parameter);
    }
    statisticsCount = layout.statisticsLength();
    for (WeightLayout.Tensor tensor : layout.statistics()) {
      Parameter beside =
          branch(tensor).computeIfAbsent(tensor.parameterRole(), role -> fixed(tensor, precision));
      statistics.put(tensor, beside.statistics());
    }
  }

  private Map<String, Parameter> branch(WeightLayout.Tensor tensor) {
    return branches.computeIfAbsent(
        List.of(tensor.layer(), tensor.candidate()), branch -> new HashMap<>());
  }

  private static Parameter zeros(WeightLayout.Tensor tensor, DataType precision) {
    return Parameter.zeros(
        precision, tensor.shape().stream().mapToLong(Integer::longValue).toArray());
  }

  private Parameter fixed(WeightLayout.Tensor statistic, DataType precision) {
    Parameter parameter = zeros(statistic, precision);
    parameter.value().assign(statistic.variance() ? 0 : 1);
    fixed.add(parameter);
    return parameter;
  }

  /** The parameters of a branch by their roles. */
  Map<String, Parameter> of(int node, int branch) {
    return branches.getOrDefault(List.of(node, branch), Map.of());
  }

  /** The parameter of a tensor. */
  Parameter of(WeightLayout.Tensor tensor) {
    return parameters.get(tensor);
  }

  /** Length of the vector of weights. */
  int count() {
    return count;
  }

  void load(float[] weights, float[] momentum) {
    require("weights", count, weights);
    require("weights", count, momentum);
    parameters.forEach(
        (tensor, parameter) -> {
          copyIn(weights, tensor, parameter.value());
          copyIn(momentum, tensor, parameter.momentum());
        });
  }

  void store(float[] weights, float[] momentum) {
    require("weights", count, weights);
    require("weights", count, momentum);
    parameters.forEach(
        (tensor, parameter) -> {
          copyOut(parameter.value(), tensor, weights);
          copyOut(parameter.momentum(), tensor, momentum);
        });
  }

  /** Length of the vector of statistics. */
  int statisticsCount() {
    return statisticsCount;
  }

  float[] statistics() {
    float[] values = new float[statisticsCount];
    statistics.forEach((tensor, array) -> copyOut(array, tensor, values));
    return values;
  }

  void loadStatistics(float[] values) {
    require("statistics", statisticsCount, values);
    statistics.forEach((tensor, array) -> copyIn(values, tensor, array));
  }

  void clearGradient() {
    parameters.values().forEach(parameter -> parameter.gradient().assign(0));
    fixed.forEach(parameter -> parameter.gradient().assign(0));
  }

  /** What backward passes have added up, as a vector. */
  double[] gradient() {
    double[] gradient = new double[count];
    parameters.forEach(
        (tensor, parameter) -> {
          double[] part = parameter.gradient().ravel().toDoubleVector();
          System.arraycopy(part, 0, gradient, tensor.offset(), part.length);
        });
    return gradient;
  }

  /**
   * One step of parameters along their gradient.
   *
   * @param trained the branches whose parameters step; those of nodes themselves always do
   */
  void step(SgdStep sgd, Predicate<Branch> trained) {
    parameters.forEach(
        (tensor, parameter) -> {
          List<Branch> all = network.nodes().get(tensor.layer()).branches();
          if (tensor.candidate() == all.size() || trained.test(all.get(tensor.candidate()))) {
            parameter.step(sgd);
          }
        });
  }

  private void require(String what, int wanted, float[] values) {
    if (values.length != wanted) {
      throw new IllegalArgumentException(
          network.name() + " has " + wanted + " " + what + ", but was given " + values.length);
    }
  }

  private static void copyIn(float[] values, WeightLayout.Tensor tensor, INDArray target) {
    int end = tensor.offset() + tensor.length();
    float[] part = Arrays.copyOfRange(values, tensor.offset(), end);
    target.assign(Nd4j.createFromArray(part).reshape('c', target.shape()));
  }

  private static void copyOut(INDArray source, WeightLayout.Tensor tensor, float[] values) {
    float[] part = source.ravel().toFloatVector();
    System.arraycopy(part, 0, values, tensor.offset(), part.length);
  }

  @Override
  public void close() {
    parameters.values().forEach(Parameter::close);
    fixed.forEach(Parameter::close);
  }
}
