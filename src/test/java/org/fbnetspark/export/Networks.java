package org.fbnetspark.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.profile.ProfileEntry;

/** Small networks of every op, and ONNX Runtime to run a model of them. */
final class Networks {

  private Networks() {}

  /** Every op in every form, alone. */
  static List<Network> singleOps() {
    List<Network> all = new ArrayList<>();
    ImageShape odd = new ImageShape(7, 9, 5);
    ImageShape even = new ImageShape(8, 6, 6);
    for (int kernel : new int[] {3, 5, 7}) {
      all.add(alone(new MbConv(kernel, 1, 1), odd, 5, 1));
      all.add(alone(new MbConv(kernel, 3, 1), odd, 7, 2));
      all.add(alone(new MbConv(kernel, 6, 1), even, 6, 1));
      all.add(alone(new MbConv(kernel, 6, 2), even, 8, 2));
      all.add(alone(new MbConv(kernel, 1, 2), even, 6, 1));
      all.add(alone(new MbConv(kernel, 1, 3), even, 9, 1));
      all.add(alone(new MbConv(kernel, 3, 1, 2, true), odd, 5, 1));
      all.add(alone(new MbConv(kernel, 3, 2, 2, true), even, 4, 2));
      all.add(alone(new MbConv(kernel, 1, 1, 1, false), odd, 5, 1));
      all.add(alone(new MbConv(kernel, 1, 2, 1, false), even, 10, 2));
    }
    for (int kernel : new int[] {1, 3, 5, 7}) {
      all.add(alone(new Conv(kernel), odd, 4, 1));
      all.add(alone(new Conv(kernel), even, 3, 2));
    }
    for (String code :
        List.of("mb_k7_e3_r6", "mb_k33_e6_r6", "mb_k3_e1_noexpand_r6", "conv_k3_r6")) {
      all.add(alone(op(code), odd, 5, 1));
      all.add(alone(op(code), even, 8, 2));
    }
    all.add(alone(op("hidden_r6"), new ImageShape(1, 1, 13), 7, 1));
    all.add(alone(new MbConv(3, 6, 1), new ImageShape(1, 1, 4), 4, 2));
    all.add(alone(new Skip(), odd, 5, 1));
    all.add(alone(new Skip(), odd, 7, 1));
    all.add(alone(new Skip(), odd, 5, 2));
    all.add(alone(new Skip(), even, 3, 2));
    all.add(alone(new GlobalPool(), odd, 5, 1));
    all.add(alone(new Hidden(Activation.RELU), new ImageShape(1, 1, 13), 7, 1));
    all.add(alone(new Linear(), new ImageShape(1, 1, 13), 7, 1));
    all.add(alone(new Linear(), odd, 3, 1));
    return all;
  }

  /** Ops with factors from a hard sigmoid: hard swish, squeeze and excitation, alone. */
  static List<Network> gatedOps() {
    List<Network> all = new ArrayList<>();
    ImageShape odd = new ImageShape(7, 9, 5);
    ImageShape even = new ImageShape(8, 6, 6);
    all.add(alone(op("conv_k3_hs"), odd, 4, 2));
    all.add(alone(op("conv_k1_hs"), even, 3, 1));
    all.add(alone(op("mb_k3_e3_hs"), odd, 5, 1));
    all.add(alone(op("mb_k5_e6_se"), even, 8, 2));
    all.add(alone(op("mb_k5_e3_g2_se_hs"), even, 6, 1));
    all.add(alone(op("mb_k33_e3_se_hs"), odd, 5, 1));
    all.add(alone(op("mb_k5_e3_se_r6"), odd, 5, 1));
    all.add(alone(op("mb_k3_e1_g2_noexpand_se_hs"), even, 10, 2));
    all.add(alone(op("mb_k5_m17_se_hs"), odd, 7, 1));
    all.add(alone(op("hidden_hs"), new ImageShape(1, 1, 13), 7, 1));
    return all;
  }

  private static Op op(String code) {
    return OpCode.parse(code).orElseThrow();
  }

  private static Network alone(Op op, ImageShape input, int out, int stride) {
    return ProfileEntry.of(op, new Placement(input, out, stride)).network();
  }

  /** Stem, a block of each kind, last convolution, pool, classifier. */
  static Network small() {
    Op[] ops = {
      new Conv(3),
      new MbConv(3, 3, 1),
      new MbConv(5, 1, 2),
      new Skip(),
      new MbConv(3, 6, 2, 2, true),
      new MbConv(5, 6, 1),
      new Skip(),
      new MbConv(7, 1, 1, 1, false),
      new Conv(1),
      new GlobalPool(),
      new Linear()
    };
    int[] outs = {8, 8, 8, 8, 10, 10, 12, 12, 20, 20, 4};
    int[] strides = {2, 1, 1, 1, 2, 1, 2, 1, 1, 1, 1};
    return chain("small", ops, outs, strides);
  }

  /** Blocks with and without hard swish and squeeze and excitation, in turn. */
  static Network gated() {
    Op[] ops = {
      op("conv_k3_hs"),
      op("mb_k3_e3_se"),
      op("mb_k5_e1_g2"),
      op("mb_k5_e6_g2_se_hs"),
      op("skip"),
      op("mb_k3_e6_hs"),
      op("conv_k1_hs"),
      op("pool"),
      op("hidden_hs"),
      op("fc")
    };
    int[] outs = {8, 8, 8, 12, 14, 14, 20, 20, 16, 4};
    int[] strides = {2, 1, 1, 2, 2, 1, 1, 1, 1, 1};
    return chain("gated", ops, outs, strides);
  }

  private static Network chain(String name, Op[] ops, int[] outs, int[] strides) {
    List<Block> layers = new ArrayList<>();
    ImageShape shape = new ImageShape(20, 18, 3);
    for (int i = 0; i < ops.length; i++) {
      Placement at = new Placement(shape, outs[i], strides[i]);
      layers.add(new Block("layer" + i, ops[i], at));
      shape = ops[i].output(at);
    }
    return Network.chain(name, layers.get(0).placement().input(), layers);
  }

  /** Normal values for a batch, so large that ReLU6 cuts off some of what is made of them. */
  static float[] images(Network network, int batch, RandomGenerator random) {
    float[] images = new float[(int) (batch * network.input().shape().elements())];
    Noise.fill(FloatBuffer.wrap(images), random);
    boolean capped =
        network.blocks().stream()
            .anyMatch(block -> block.op().code().endsWith(Activation.RELU6.suffix()));
    for (int i = 0; capped && i < images.length; i++) {
      images[i] *= 4;
    }
    return images;
  }

  /** What a model with edges in single precision gives for a batch. */
  static float[] run(OnnxModel model, float[] images) throws OrtException {
    OrtEnvironment ort = OrtLibrary.environment();
    long[] shape = model.inputShape((int) (images.length / model.exampleValues()));
    try (OrtSession.SessionOptions options = OrtLibrary.options(1);
        OrtSession session = ort.createSession(model.bytes(), options);
        OnnxTensor input = OnnxTensor.createTensor(ort, FloatBuffer.wrap(images), shape);
        OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, input))) {
      FloatBuffer scores = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[scores.remaining()];
      scores.get(values);
      return values;
    }
  }
}
