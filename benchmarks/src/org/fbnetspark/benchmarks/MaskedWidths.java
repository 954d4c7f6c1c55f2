package org.fbnetspark.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stem;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.domain.space.MaskedDefinition.Row;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.engines.Supernets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a choice of widths costs over the same network at its largest width alone. */
@Command(
    name = "masked-widths",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains the rows of FBNetV2 for 32x32 images with 1, 4 and 10 widths to choose from in every"
          + " row (windows of 3 and 5, both activations, with and without squeeze and excitation, an"
          + " expansion of 4.5), in turn in one process, and compares steps of weights and of theta"
          + " and native memory with those of the largest width alone."
    })
public final class MaskedWidths implements Runnable {

  private static final int[] LARGEST = {24, 24, 40, 40, 80, 80, 112, 184, 184};
  private static final int[] STRIDES = {1, 1, 2, 1, 2, 1, 1, 2, 1};
  private static final SgdStep SGD = new SgdStep(0.01, 0.9, 1e-4);
  private static final SeedTree SEEDS = new SeedTree(1);

  @Option(
      names = "--widths",
      split = ",",
      defaultValue = "1,4,10",
      description = "numbers of widths")
  private int[] widths;

  @Option(
      names = "--apart",
      split = ",",
      defaultValue = "4",
      description = "numbers of widths that are instantiated beside them, as blocks of their own")
  private int[] apart;

  @Option(names = "--rounds", defaultValue = "12", description = "steps of each, in turn")
  private int rounds;

  @Option(names = "--batch", defaultValue = "64", description = "images in a batch")
  private int batch;

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MaskedWidths()).execute(arguments));
  }

  /** A supernet and its times. */
  private final class Contender implements AutoCloseable {
    private final String name;
    private final Space space;
    private final Supernet net;
    private final float[][] factors;
    private final List<Double> weightSteps = new ArrayList<>();
    private final List<Double> thetaSteps = new ArrayList<>();

    Contender(Space space) {
      this.name = space.network().name();
      this.space = space;
      Network network = space.network();
      net = Supernets.create(network, batch, Engine.ONEDNN);
      float[] weights = new WeightLayout(network).initialWeights(SEEDS.child("weights"));
      net.load(weights, new float[weights.length]);
      factors = new Factors(network).of(gates(space));
    }

    void step(Batch images) {
      long begin = System.nanoTime();
      net.trainWeights(images, factors, SGD);
      long between = System.nanoTime();
      net.factorGradient(images, factors);
      weightSteps.add((between - begin) / 1e6);
      thetaSteps.add((System.nanoTime() - between) / 1e6);
    }

    long bytes() {
      return Supernets.estimatedBytes(space.network(), batch);
    }

    @Override
    public void close() {
      net.close();
    }
  }

  @Override
  public void run() {
    List<Contender> contenders = new ArrayList<>();
    for (int options : widths) {
      contenders.add(new Contender(space(options)));
    }
    for (int options : apart) {
      contenders.add(new Contender(apart(options)));
    }
    Batch images = images(contenders.get(0).space.network().input().shape());
    contenders.forEach(contender -> contender.step(images));
    for (Contender contender : contenders) {
      contender.weightSteps.clear();
      contender.thetaSteps.clear();
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        contenders.get((i + round) % contenders.size()).step(images);
      }
    }
    print(contenders);
    contenders.forEach(Contender::close);
  }

  private static void print(List<Contender> contenders) {
    Contender first = contenders.get(0);
    System.out.printf(
        Locale.ROOT,
        "%-10s %14s %7s %14s %7s %9s %7s%n",
        "widths",
        "weights ms",
        "ratio",
        "theta ms",
        "ratio",
        "MB",
        "ratio");
    for (Contender contender : contenders) {
      System.out.printf(
          Locale.ROOT,
          "%-10s %14.1f %7.3f %14.1f %7.3f %9.1f %7.3f%n",
          contender.name,
          median(contender.weightSteps),
          ratio(contender.weightSteps, first.weightSteps),
          median(contender.thetaSteps),
          ratio(contender.thetaSteps, first.thetaSteps),
          contender.bytes() / 1e6,
          (double) contender.bytes() / first.bytes());
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** The median over rounds, in each of which both were measured one behind the other. */
  private static double ratio(List<Double> ours, List<Double> theirs) {
    return median(
        IntStream.range(0, ours.size()).mapToObj(i -> ours.get(i) / theirs.get(i)).toList());
  }

  /** Widths in even steps up to the largest, as far as they differ. */
  private static Space space(int options) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < LARGEST.length; i++) {
      int largest = LARGEST[i];
      rows.add(
          new Row(
              IntStream.of(widths(largest, options)).boxed().toList(),
              List.of(4.5),
              List.of(3, 5),
              List.of(Activation.values()),
              List.of(false, true),
              1,
              STRIDES[i],
              false));
    }
    return new MaskedDefinition(
            options + "-widths",
            List.of(new ImageShape(32, 32, 3)),
            new Stem(3, 16, 1),
            rows,
            1504,
            10)
        .space();
  }

  /** Every width as blocks of its own, whose outputs have the largest width. */
  private static Space apart(int options) {
    List<ChainLayer> layers = new ArrayList<>();
    Placement at = new Placement(new ImageShape(32, 32, 3), 16, 1);
    layers.add(ChainLayer.fixed("stem", new Conv(3, Activation.HARD_SWISH), at));
    for (int i = 0; i < LARGEST.length; i++) {
      at = new Placement(at.output(), LARGEST[i], STRIDES[i]);
      List<Op> ops = new ArrayList<>();
      for (int width : widths(at.input().channels(), options)) {
        for (Activation activation : Activation.values()) {
          for (int kernel : new int[] {3, 5}) {
            MbConv plain = new MbConv(kernel, 1, 1, 1, true, false, activation);
            MbConv excited = new MbConv(kernel, 1, 1, 1, true, true, activation);
            int middle = Math.max(8, (int) (width * 4.5));
            ops.add(plain.withMiddle(middle));
            ops.add(excited.withMiddle(middle));
          }
        }
      }
      layers.add(new ChainLayer("row" + i, ops, at));
    }
    Placement last = new Placement(at.output(), 1504, 1);
    layers.add(ChainLayer.fixed("last", new Conv(1, Activation.HARD_SWISH), last));
    layers.add(ChainLayer.fixed("pool", new GlobalPool(), new Placement(last.output(), 1504, 1)));
    Placement vector = new Placement(new ImageShape(1, 1, 1504), 10, 1);
    layers.add(ChainLayer.fixed("fc", new Linear(), vector));
    return Space.chain(options + "-apart", new ImageShape(32, 32, 3), layers);
  }

  private static int[] widths(int largest, int options) {
    return IntStream.rangeClosed(1, options)
        .map(n -> Math.max(1, largest * n / options))
        .distinct()
        .toArray();
  }

  private static Gates gates(Space space) {
    RandomGenerator random = SEEDS.child("gates").generator();
    float[][] rows = new float[space.choices().size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[space.choices().get(i).candidates().size()];
      Arrays.fill(rows[i], 1f / rows[i].length);
      rows[i][0] += 0.1f * random.nextFloat();
    }
    return Gates.perBatch(rows);
  }

  private Batch images(ImageShape shape) {
    RandomGenerator random = SEEDS.child("batch").generator();
    float[] images = new float[batch * (int) shape.elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return new Batch(shape, images, random.ints(batch, 0, 10).toArray());
  }
}
