package org.fbnetspark.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.Batch;
import org.fbnetspark.data.BatchReader;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.PixelSums;
import org.fbnetspark.data.Pixels;
import org.fbnetspark.data.Shard;
import org.fbnetspark.data.ShardBuilder;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.data.Split;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.engines.Supernets;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedSourceTest {

  private static final int CLASSES = 10;
  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
  private static final int TRAIN = 4000;
  private static final int TEST = 1000;
  private static final int BATCH = 50;

  @TempDir Path directory;

  private BatchReader reader;
  private BatchReader augmented;
  private Shard train;
  private Shard test;

  @Test
  void theSeedAloneDecidesEveryImage() throws Exception {
    GeneratedSettings settings = new GeneratedSettings(40, 17, 80, 40);
    List<byte[]> images = images(settings, 1);

    assertThat(images).hasSize(120).doesNotHaveDuplicates();
    assertThat(images(settings, 1)).containsExactlyElementsOf(images);
    assertThat(images(settings, 2)).doesNotContainAnyElementsOf(images);
    assertThat(images.get(0)).hasSize(17 * 17 * 3);
  }

  @Test
  void classesHaveNamesOfTheirOwn() throws IOException {
    for (int classes = 2; classes <= 40; classes++) {
      GeneratedSettings settings = new GeneratedSettings(classes, 8, classes, 0);
      List<String> names = new GeneratedSource(settings, new SeedTree(1)).read(new Collected());
      assertThat(names).hasSize(classes).doesNotHaveDuplicates();
    }
    assertThatThrownBy(() -> new GeneratedSettings(41, 8, 100, 0)).hasMessageContaining("2 to 40");
    assertThatThrownBy(() -> new GeneratedSettings(10, 7, 100, 0))
        .hasMessageContaining("8 to 1024");
    assertThatThrownBy(() -> new GeneratedSettings(10, 8, 9, 0)).hasMessageContaining("each class");
  }

  /** Far apart, so that what a search on these images finds is found by its convolutions. */
  @Test
  void aLinearModelFailsWhereASmallConvolutionalNetLearns() throws IOException {
    prepare();

    double linear = linearAccuracy();
    double convolutional = convolutionalAccuracy();

    assertThat(linear).isLessThan(0.6);
    assertThat(convolutional).isGreaterThan(0.95);
  }

  /** Softmax regression on the pixels, trained until it knows its training images well. */
  private double linearAccuracy() throws IOException {
    int inputs = (int) SHAPE.elements();
    float[] weights = new float[CLASSES * (inputs + 1)];
    for (int epoch = 0; epoch < 12; epoch++) {
      for (int[] picks : batches(TRAIN, new SeedTree(epoch))) {
        Batch batch = reader.batch(train, picks, new SeedTree(0));
        float rate = 0.002f / BATCH;
        for (int i = 0; i < picks.length; i++) {
          double[] wrong = probabilities(weights, batch, i);
          wrong[batch.labels()[i]] -= 1;
          for (int k = 0; k < CLASSES; k++) {
            float step = rate * (float) wrong[k];
            int at = k * (inputs + 1);
            for (int j = 0; j < inputs; j++) {
              weights[at + j] -= step * batch.images()[i * inputs + j];
            }
            weights[at + inputs] -= step;
          }
        }
      }
    }
    Batch batch = reader.batch(test, IntStream.range(0, TEST).toArray(), new SeedTree(0));
    int correct = 0;
    for (int i = 0; i < TEST; i++) {
      double[] p = probabilities(weights, batch, i);
      int best = IntStream.range(0, CLASSES).reduce((a, b) -> p[a] >= p[b] ? a : b).orElseThrow();
      correct += best == batch.labels()[i] ? 1 : 0;
    }
    return (double) correct / TEST;
  }

  private static double[] probabilities(float[] weights, Batch batch, int example) {
    int inputs = (int) SHAPE.elements();
    double[] scores = new double[CLASSES];
    for (int k = 0; k < CLASSES; k++) {
      int at = k * (inputs + 1);
      float score = weights[at + inputs];
      for (int j = 0; j < inputs; j++) {
        score += weights[at + j] * batch.images()[example * inputs + j];
      }
      scores[k] = score;
    }
    double highest = Arrays.stream(scores).max().orElseThrow();
    double sum = 0;
    for (int k = 0; k < CLASSES; k++) {
      scores[k] = Math.exp(scores[k] - highest);
      sum += scores[k];
    }
    for (int k = 0; k < CLASSES; k++) {
      scores[k] /= sum;
    }
    return scores;
  }

  private double convolutionalAccuracy() throws IOException {
    Space net = net();
    float[] weights = new WeightLayout(net.network()).initialWeights(new SeedTree(1));
    int epochs = 10;
    try (Supernet network = Supernets.create(net.network(), BATCH, Engine.AUTO)) {
      network.load(weights, new float[weights.length]);
      for (int epoch = 0; epoch < epochs; epoch++) {
        double rate = 0.1 * 0.5 * (1 + Math.cos(Math.PI * epoch / epochs));
        for (int[] picks : batches(TRAIN, new SeedTree(epoch))) {
          Batch batch = augmented.batch(train, picks, new SeedTree(epoch));
          network.trainWeights(batch, Supernet.NO_FACTORS, new SgdStep(rate, 0.9, 4e-5));
        }
      }
      int correct = 0;
      for (int[] picks : batches(TEST, new SeedTree(0))) {
        correct +=
            network
                .evaluate(reader.batch(test, picks, new SeedTree(0)), Supernet.NO_FACTORS)
                .correct();
      }
      return (double) correct / TEST;
    }
  }

  private static Space net() {
    List<ChainLayer> layers = new ArrayList<>();
    ImageShape shape = add(layers, SHAPE, new Conv(3), 16, 2);
    shape = add(layers, shape, new MbConv(3, 3, 1), 24, 1);
    shape = add(layers, shape, new MbConv(3, 3, 1), 32, 2);
    shape = add(layers, shape, new MbConv(3, 3, 1), 32, 1);
    shape = add(layers, shape, new Conv(1), 64, 1);
    shape = add(layers, shape, new GlobalPool(), 64, 1);
    add(layers, new ImageShape(1, 1, 64), new Linear(), CLASSES, 1);
    return Space.chain("small", SHAPE, layers);
  }

  private static ImageShape add(
      List<ChainLayer> layers, ImageShape in, Op op, int channels, int stride) {
    Placement at = new Placement(in, channels, stride);
    layers.add(ChainLayer.fixed("layer" + layers.size(), op, at));
    return at.output();
  }

  private static List<int[]> batches(int examples, SeedTree seeds) {
    int[] order = IntStream.range(0, examples).toArray();
    RandomGenerator random = seeds.generator();
    for (int i = examples - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
    return IntStream.range(0, examples / BATCH)
        .mapToObj(b -> Arrays.copyOfRange(order, b * BATCH, (b + 1) * BATCH))
        .toList();
  }

  private void prepare() throws IOException {
    Collected collected = new Collected();
    GeneratedSettings settings = new GeneratedSettings(CLASSES, 32, TRAIN, TEST);
    List<String> names = new GeneratedSource(settings, new SeedTree(1)).read(collected);
    PixelSums sums = new PixelSums(3);
    ShardBuilder trainBuilder = new ShardBuilder(ImageEncoding.PIXELS, SHAPE, CLASSES);
    ShardBuilder testBuilder = new ShardBuilder(ImageEncoding.PIXELS, SHAPE, CLASSES);
    for (RawExample example : collected.examples) {
      Pixels pixels = example.decode(SourceLimits.STANDARD);
      sums.add(pixels);
      (example.split() == Split.TRAIN ? trainBuilder : testBuilder)
          .add(example.label(), pixels.values());
    }
    Storage storage = Storage.standard();
    ShardFile trainFile = trainBuilder.write(storage, directory.resolve("train").toString());
    ShardFile testFile = testBuilder.write(storage, directory.resolve("test").toString());
    DatasetManifest manifest =
        new DatasetManifest(
            "drawn",
            "generated",
            SHAPE,
            ImageEncoding.PIXELS,
            names.stream().map(name -> new DatasetClass(name, 1, 1)).toList(),
            sums.statistics(),
            List.of(trainFile),
            List.of(testFile),
            SkippedExamples.NONE);
    train = Shard.read(storage, trainFile, manifest);
    test = Shard.read(storage, testFile, manifest);
    reader = new BatchReader(manifest, Augmentation.NONE);
    augmented =
        new BatchReader(manifest, new Augmentation(Augmentation.Crop.PADDED, 4, 1, false, 0));
  }

  private static List<byte[]> images(GeneratedSettings settings, long seed) throws Exception {
    Collected collected = new Collected();
    new GeneratedSource(settings, new SeedTree(seed)).read(collected);
    List<byte[]> images = new ArrayList<>();
    for (RawExample example : collected.examples) {
      images.add(example.decode(SourceLimits.STANDARD).values());
    }
    return images;
  }
}
