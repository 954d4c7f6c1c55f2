package org.fbnetspark.net.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.net.Dropout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.portable.PortableSupernet;
import org.fbnetspark.testing.SmallNets;
import org.junit.jupiter.api.Test;

/** Holds what DL4J trains to our vectors and to the engines' gradient. */
class TrainableGraphTest {

  private static final int BATCH = 16;
  private static final double RATE = 0.05;
  private static final double MOMENTUM = 0.9;
  private static final double SMOOTHING = 0.1;

  private final RandomGenerator random = new SplittableRandom(5);

  private static Network withoutGroups() {
    Network all = SmallNets.everyOp();
    List<Block> layers =
        all.blocks().stream()
            .map(
                layer ->
                    layer.op() instanceof MbConv mb
                        ? new Block(layer.name(), ungrouped(mb), layer.placement())
                        : layer)
            .toList();
    return Network.chain("without-groups", all.input().shape(), layers);
  }

  private static MbConv ungrouped(MbConv mb) {
    return new MbConv(
        mb.kernel(),
        mb.expansion(),
        mb.middle(),
        1,
        mb.depthwiseLayers(),
        mb.expandAlways(),
        mb.squeezeExcite(),
        mb.activation());
  }

  private Weights random(int length) {
    float[] momentum = new float[length];
    for (int i = 0; i < length; i++) {
      momentum[i] = (float) (0.001 * random.nextGaussian());
    }
    return new Weights(SmallNets.trained(withoutGroups(), random).weights(), momentum);
  }

  @Test
  void weightsAndMomentumComeBackToTheBit() {
    Network network = withoutGroups();
    Weights given = random(new WeightLayout(network).length());
    TrainableGraph graph = new TrainableGraph(network, new SgdStep(RATE, MOMENTUM, 1e-4), 1);

    graph.load(given, RATE / 2);

    assertThat(graph.weights()).isEqualTo(given);
  }

  @Test
  void weightsOfGroupsComeBackToo() {
    TrainedModel model = SmallNets.trained(SmallNets.everyOp(), random);
    ComputationGraph graph = Dl4jNetwork.of(model, new SgdStep(RATE, MOMENTUM, 0), 1);

    assertThat(new GraphWeights(model.architecture(), graph).copyOut()).isEqualTo(model.weights());
  }

  @Test
  void aStepIsNesterovsOnTheEnginesGradient() {
    Network network = withoutGroups();
    Weights start = random(new WeightLayout(network).length());
    Batch batch = SmallNets.batch(network.input().shape(), BATCH, random);
    float[] after = start.values().clone();
    try (Supernet engine = new PortableSupernet(network, BATCH)) {
      engine.load(start.values(), new float[after.length]);
      engine.trainWeights(
          batch, Supernet.NO_FACTORS, new SgdStep(RATE, 0, 0, SMOOTHING, Dropout.NONE));
      engine.store(after, new float[after.length]);
    }
    // Another rate to begin with, for the one that is loaded is the one that counts.
    TrainableGraph graph = new TrainableGraph(network, new SgdStep(1, MOMENTUM, 0), 1);
    graph.load(start, RATE);

    graph.graph().fit(GraphBatch.of(batch, SmallNets.CLASSES, SMOOTHING));

    Weights trained = graph.weights();
    for (int i = 0; i < after.length; i++) {
      double step = after[i] - start.values()[i];
      double velocity = MOMENTUM * start.momentum()[i] + step;
      assertThat((double) trained.momentum()[i]).isCloseTo(velocity, within(1e-5));
      assertThat((double) trained.values()[i])
          .isCloseTo(start.values()[i] + MOMENTUM * velocity + step, within(1e-5));
    }
  }

  @Test
  void groupsAreRefused() {
    Network network = SmallNets.everyOp();

    assertThat(TrainableGraph.problems(withoutGroups())).isEmpty();
    assertThatThrownBy(() -> new TrainableGraph(network, new SgdStep(RATE, MOMENTUM, 0), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("groups")
        .hasMessageContaining("layer ");
  }
}
