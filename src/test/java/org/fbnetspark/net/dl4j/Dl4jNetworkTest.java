package org.fbnetspark.net.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.portable.PortableSupernet;
import org.fbnetspark.testing.SmallNets;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Holds graphs of DL4J's own layers to the engines that train networks. */
class Dl4jNetworkTest {

  private static final int BATCH = 16;
  private static final double RELATIVE = 1e-4;
  private static final SgdStep TRAINING = new SgdStep(0.02, 0.9, 1e-4);

  private final RandomGenerator random = new SplittableRandom(4);

  private static INDArray channelsFirst(Batch batch) {
    ImageShape shape = batch.shape();
    return Nd4j.create(
            batch.images(),
            new long[] {batch.size(), shape.height(), shape.width(), shape.channels()},
            'c')
        .permute(0, 3, 1, 2)
        .dup('c');
  }

  /** The logarithm of the softmax, which tells scores apart that the softmax rounds to 0 or 1. */
  private static double[] logSoftmax(float[] scores, int start) {
    double sum = 0;
    for (int i = 0; i < SmallNets.CLASSES; i++) {
      sum += Math.exp(scores[start + i]);
    }
    double[] logarithms = new double[SmallNets.CLASSES];
    for (int i = 0; i < logarithms.length; i++) {
      logarithms[i] = scores[start + i] - Math.log(sum);
    }
    return logarithms;
  }

  private void restoredGivesTheEnginesAnswer(Network network) throws IOException {
    TrainedModel model = SmallNets.trained(network, random);
    Batch batch = SmallNets.batch(network.input().shape(), BATCH, random);
    byte[] file = Dl4jNetwork.bytes(Dl4jNetwork.of(model, TRAINING, 1));
    ComputationGraph graph =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(file));
    INDArray given = graph.outputSingle(channelsFirst(batch));
    try (Supernet engine = new PortableSupernet(network, BATCH)) {
      engine.load(model.weights(), new float[model.weights().length]);
      engine.loadStatistics(model.statistics());
      float[] scores = engine.infer(batch.images(), Supernet.NO_FACTORS);
      for (int i = 0; i < BATCH; i++) {
        double[] expected = logSoftmax(scores, i * SmallNets.CLASSES);
        for (int k = 0; k < expected.length; k++) {
          assertThat(expected[k]).as("a probability that float holds").isGreaterThan(-80);
          assertThat(Math.log(given.getDouble(i, k)))
              .isCloseTo(expected[k], within(RELATIVE * Math.abs(expected[k]) + RELATIVE));
        }
      }
    }
  }

  @Test
  void everyOpGivesTheProbabilitiesOfTheEngine() throws IOException {
    restoredGivesTheEnginesAnswer(SmallNets.everyOp());
  }

  @Test
  void aPublishedNetworkGivesTheProbabilitiesOfTheEngine() throws IOException {
    restoredGivesTheEnginesAnswer(
        ArchitectureCatalog.named("FBNet-A")
            .withClasses(SmallNets.CLASSES)
            .resized(new ImageShape(32, 32, 3), 4)
            .architecture());
  }

  @Test
  void aClassifierOfPositionsReadsThemInTheirOrder() throws IOException {
    ImageShape image = new ImageShape(4, 3, 3);
    restoredGivesTheEnginesAnswer(
        Network.chain(
            "flat",
            image,
            List.of(new Block("fc", new Linear(), new Placement(image, SmallNets.CLASSES, 1)))));
  }

  @Test
  void theFileIsOfDl4jAloneAndTheSameEachTime() throws IOException {
    TrainedModel model = SmallNets.trained(SmallNets.everyOp(), random);
    byte[] file = Dl4jNetwork.bytes(Dl4jNetwork.of(model, TRAINING, 1));
    assertThat(Dl4jNetwork.bytes(Dl4jNetwork.of(model, TRAINING, 1))).isEqualTo(file);
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      assertThat(zip.getNextEntry().getName()).isEqualTo("configuration.json");
      assertThat(new String(zip.readAllBytes(), StandardCharsets.UTF_8))
          .doesNotContain("fbnetspark");
    }
  }

  @Test
  void theGraphLearns() {
    Network network = SmallNets.everyOp();
    Batch batch = SmallNets.batch(network.input().shape(), BATCH, random);
    ComputationGraph graph = new ComputationGraph(Dl4jNetwork.configuration(network, TRAINING, 1));
    graph.init();
    INDArray labels = Nd4j.zeros(BATCH, SmallNets.CLASSES);
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, batch.labels()[i], 1);
    }
    DataSet data = new DataSet(channelsFirst(batch), labels);
    graph.fit(data);
    double first = graph.score();
    for (int step = 0; step < 10; step++) {
      graph.fit(data);
    }
    assertThat(graph.score()).isLessThan(0.7 * first);
  }
}
