package org.fbnetspark.net.engines;

import java.util.random.RandomGenerator;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.profile.Runtime;
import org.fbnetspark.profile.RuntimeKind;
import org.fbnetspark.profile.TimedNetwork;

/**
 * The engine that trains networks, as a runtime: its forward pass on one thread in single
 * precision. A first estimate of latency for the machine at hand: batch normalisation takes the
 * statistics of the batch, where a deployed network has it folded into its convolutions, and
 * copying the batch in and the result out counts too.
 */
public final class EngineRuntime implements Runtime {

  private static final SeedTree SEEDS = new SeedTree(0);

  private final Engine engine;
  private final int batch;

  /**
   * A runtime on an engine.
   *
   * @param batch examples in one run
   */
  public EngineRuntime(Engine engine, int batch) {
    this.engine = engine;
    this.batch = batch;
  }

  @Override
  public String name() {
    try (Supernet network = Supernets.create(ProfileEntry.overhead().network(), 1, engine)) {
      // The threads are a field of their own in tables.
      return RuntimeKind.ENGINE.library() + " " + network.engine().replaceFirst(", threads .*", "");
    }
  }

  @Override
  public String layout() {
    return "nhwc";
  }

  @Override
  public TimedNetwork open(Network network) {
    return new Run(network);
  }

  @Override
  public void close() {}

  private final class Run implements TimedNetwork {
    private final Supernet network;
    private final float[] images;

    Run(Network of) {
      network = Supernets.create(of, batch, engine);
      float[] weights = new WeightLayout(of).initialWeights(SEEDS.child("weights"));
      network.load(weights, new float[weights.length]);
      RandomGenerator random = SEEDS.child("images").generator();
      images = new float[Math.toIntExact(batch * of.input().shape().elements())];
      for (int i = 0; i < images.length; i++) {
        images[i] = (float) random.nextGaussian();
      }
    }

    @Override
    public void run() {
      network.output(images, Supernet.NO_FACTORS);
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
