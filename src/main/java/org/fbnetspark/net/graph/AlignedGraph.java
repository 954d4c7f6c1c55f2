package org.fbnetspark.net.graph;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph whose parameters and gradients lie in arrays that are given to it. */
final class AlignedGraph extends ComputationGraph {

  private static final long serialVersionUID = 1L;

  private final transient INDArray gradients;

  /**
   * Builds the graph.
   *
   * @param parameters a row for all parameters, as they are
   * @param gradients a row for their gradients
   */
  AlignedGraph(ComputationGraphConfiguration conf, INDArray parameters, INDArray gradients) {
    super(conf);
    this.gradients = gradients;
    init(parameters, false);
    initGradientsView();
  }

  /** DL4J offers no way to hand the array of gradients in, and would make its own. */
  @Override
  public void initGradientsView() {
    flattenedGradients = gradients;
    setBackpropGradientsViewArray(gradients);
  }
}
