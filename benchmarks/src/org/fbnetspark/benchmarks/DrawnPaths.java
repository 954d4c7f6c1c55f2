package org.fbnetspark.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stage;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stem;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Draw;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.engines.Supernets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What drawing one path of a supernet costs over the network that is drawn. */
@Command(
    name = "paths",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains paths that a supernet of ProxylessNAS's 21 blocks draws (windows of 3, 5 and 7,"
          + " expansions of 3 and 6), and each of the drawn networks by itself, in turn in one"
          + " process; then compares steps of theta and native memory of one, two and all paths with"
          + " those of the mixed supernet."
    })
public final class DrawnPaths implements Runnable {

  private static final List<String> CANDIDATES =
      List.of("mb_k3_e3", "mb_k5_e3", "mb_k7_e3", "mb_k3_e6", "mb_k5_e6", "mb_k7_e6");
  private static final SgdStep SGD = new SgdStep(0.01, 0.9, 1e-4);
  private static final SeedTree SEEDS = new SeedTree(1);

  @Option(names = "--draws", defaultValue = "3", description = "networks that are drawn")
  private int draws;

  @Option(names = "--rounds", defaultValue = "12", description = "steps of each, in turn")
  private int rounds;

  @Option(names = "--side", defaultValue = "64", description = "pixels of a side")
  private int side;

  @Option(names = "--batch", defaultValue = "32", description = "images in a batch")
  private int batch;

  @Option(names = "--no-theta", description = "weights alone, without the mixed supernet")
  private boolean noTheta;

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DrawnPaths()).execute(arguments));
  }

  @Override
  public void run() {
    Space space = space();
    Batch images = images(space.network().input().shape());
    weights(space, images);
    if (!noTheta) {
      theta(space, images);
    }
  }

  private Space space() {
    ImageShape shape = new ImageShape(side, side, 3);
    List<Stage> stages =
        List.of(
            new Stage(16, 1, 1, List.of("mb_k3_e1")),
            new Stage(24, 4, 2),
            new Stage(40, 4, 2),
            new Stage(80, 4, 2),
            new Stage(96, 4, 1),
            new Stage(192, 4, 2),
            new Stage(320, 1, 1));
    return new LayerwiseDefinition(
            "paths", shape, new Stem(3, 32, 2), stages, CANDIDATES, false, 1280, 10)
        .space();
  }

  private void weights(Space space, Batch images) {
    RandomGenerator random = SEEDS.child("picks").generator();
    List<Double> ours = new ArrayList<>();
    List<Double> alone = new ArrayList<>();
    try (Supernet net = net(space.network(), Execution.ONE_PATH)) {
      for (int draw = 0; draw < draws; draw++) {
        int[] picks =
            space.choices().stream()
                .mapToInt(choice -> random.nextInt(choice.candidates().size()))
                .toArray();
        float[][] factors = new float[space.network().conditions().size()][1];
        for (int i = 0; i < factors.length; i++) {
          factors[i][0] = space.network().conditions().get(i).holds(picks) ? 1 : 0;
        }
        try (Supernet derived = net(space.at(picks), Execution.MIXED)) {
          for (int round = -2; round < rounds; round++) {
            boolean first = round % 2 == 0;
            double before = first ? step(derived, images, Supernet.NO_FACTORS) : 0;
            double path = step(net, images, factors);
            double drawn = first ? before : step(derived, images, Supernet.NO_FACTORS);
            if (round >= 0) {
              ours.add(path);
              alone.add(drawn);
            }
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "step of weights: path of the supernet %.1f ms, drawn network alone %.1f ms, ratio %.3f"
            + " (quartiles %.3f to %.3f)%n",
        quantile(ours, 0.5),
        quantile(alone, 0.5),
        quantile(ratios(ours, alone), 0.5),
        quantile(ratios(ours, alone), 0.25),
        quantile(ratios(ours, alone), 0.75));
  }

  private static double step(Supernet net, Batch images, float[][] factors) {
    long begin = System.nanoTime();
    net.trainWeights(images, factors, SGD);
    return (System.nanoTime() - begin) / 1e6;
  }

  private Supernet net(Network network, Execution execution) {
    Supernet net = Supernets.create(network, batch, execution, Engine.ONEDNN);
    float[] weights = new WeightLayout(network).initialWeights(SEEDS.child("weights"));
    net.load(weights, new float[weights.length]);
    return net;
  }

  private void theta(Space space, Batch images) {
    System.out.printf(Locale.ROOT, "%-10s %10s %10s%n", "", "theta ms", "MB");
    List<GateRule> rules =
        List.of(
            new GateRule.Paths(1),
            new GateRule.Paths(2),
            GateRule.Paths.kept(),
            new GateRule.Softmax());
    for (GateRule rule : rules) {
      Factors factors = new Factors(space.network());
      RandomGenerator random = SEEDS.child("theta").generator();
      List<Double> times = new ArrayList<>();
      try (Supernet net = net(space.network(), rule.execution())) {
        for (int round = -1; round < rounds; round++) {
          Draw draw = rule.draw(Theta.uniform(space), 1, batch, random);
          float[][] drawn = factors.of(draw.forward());
          boolean[] wanted = factors.wanted(draw);
          long begin = System.nanoTime();
          net.factorGradient(images, drawn, wanted);
          if (round >= 0) {
            times.add((System.nanoTime() - begin) / 1e6);
          }
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%-10s %10.1f %10.1f%n",
          rule.key(),
          quantile(times, 0.5),
          Supernets.estimatedBytes(space.network(), batch, rule.execution()) / 1e6);
    }
  }

  /** In each round both were measured one behind the other. */
  private static List<Double> ratios(List<Double> ours, List<Double> theirs) {
    return IntStream.range(0, ours.size()).mapToObj(i -> ours.get(i) / theirs.get(i)).toList();
  }

  private static double quantile(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
  }

  private Batch images(ImageShape shape) {
    RandomGenerator random = SEEDS.child("batch").generator();
    float[] images = new float[batch * (int) shape.elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    int[] labels = new int[batch];
    Arrays.setAll(labels, i -> random.nextInt(10));
    return new Batch(shape, images, labels);
  }
}
