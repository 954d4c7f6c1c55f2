package org.fbnetspark.export;

import ai.onnxruntime.OrtEnvironment;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.Zero;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.profile.Dtype;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.profile.Runtime;
import org.fbnetspark.profile.RuntimeKind;
import org.fbnetspark.profile.TimedNetwork;

/**
 * ONNX Runtime on the processor, as it deploys networks: batch normalisation folded, all of its
 * graph optimisations, in {@link Dtype#INT8} integer kernels between quantised edges.
 */
public final class OnnxRuntime implements Runtime {

  private static final SeedTree SEEDS = new SeedTree(0);
  private static final FoldedWeights WEIGHTS = new RandomWeights(SEEDS.child("weights"));
  private static final int CALIBRATION_BATCHES = 2;

  private final OrtEnvironment ort = OrtLibrary.environment();
  private final int threads;
  private final int batch;
  private final Dtype dtype;

  /**
   * Loads the library.
   *
   * @param threads that share the work inside of a node
   * @param batch examples in one run
   * @param dtype numbers to compute in
   * @throws IllegalStateException where the library cannot be loaded on this machine
   */
  public OnnxRuntime(int threads, int batch, Dtype dtype) {
    if (threads < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "ONNX Runtime needs threads and a batch of at least 1, but was given "
              + threads
              + " and "
              + batch);
    }
    this.threads = threads;
    this.batch = batch;
    this.dtype = dtype;
  }

  @Override
  public String name() {
    return RuntimeKind.ONNXRUNTIME.library() + " " + ort.getVersion();
  }

  @Override
  public String layout() {
    return "nchw";
  }

  @Override
  public TimedNetwork open(Network network) {
    return new OnnxNetwork(ort, model(timed(network)), threads, batch);
  }

  /** The model that is run for a network, as a file. */
  public byte[] modelBytes(Network network) {
    return model(timed(network)).bytes();
  }

  /** The model that is run for a network: random weights, the batch fixed. */
  OnnxModel model(Network network) {
    OnnxModel model = OnnxModel.of(network, WEIGHTS, OptionalInt.of(batch));
    return dtype == Dtype.FP32
        ? model
        : model.quantised(Calibration.ranges(model, noise(model)), QuantisedEdges.UINT8);
  }

  /**
   * A skip that keeps the shape, and nothing at all, are no node of any network. Alone it would be
   * a copy from input to output; what it takes is what the network that computes nothing takes.
   */
  static Network timed(Network network) {
    boolean idle =
        !network.blocks().isEmpty()
            && network.blocks().stream()
                .allMatch(
                    layer ->
                        layer.op() instanceof Zero
                            || (layer.op() instanceof Skip && layer.placement().keepsShape()));
    return idle ? ProfileEntry.overhead().network() : network;
  }

  private List<float[]> noise(OnnxModel model) {
    int values = Math.toIntExact(batch * model.exampleValues());
    List<float[]> batches = new ArrayList<>();
    for (int i = 0; i < CALIBRATION_BATCHES; i++) {
      float[] images = new float[values];
      Noise.fill(FloatBuffer.wrap(images), SEEDS.child("calibration").child(i).generator());
      batches.add(images);
    }
    return batches;
  }

  @Override
  public void close() {}
}
