package org.fbnetspark.export;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.profile.TimedNetwork;

/**
 * A model in a session of ONNX Runtime. Input and output are tensors outside of the Java heap that
 * stay the same from run to run, so a run copies nothing and leaves little garbage.
 */
final class OnnxNetwork implements TimedNetwork {

  private static final SeedTree NOISE = new SeedTree(1);

  private final String name;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private OrtSession session;
  private Map<String, OnnxTensor> input;
  private Map<String, OnnxTensor> output;

  OnnxNetwork(OrtEnvironment ort, OnnxModel model, int threads, int batch) {
    name = model.proto().getGraph().getName();
    try (OrtSession.SessionOptions options = OrtLibrary.options(threads)) {
      session = ort.createSession(model.bytes(), options);
      owned.push(session);
      input = Map.of(OnnxModel.INPUT, tensor(ort, model, model.inputShape(batch)));
      output = Map.of(OnnxModel.OUTPUT, tensor(ort, model, model.outputShape(batch)));
    } catch (OrtException e) {
      close();
      throw failure("open", e);
    }
  }

  private OnnxTensor tensor(OrtEnvironment ort, OnnxModel model, long[] shape) throws OrtException {
    int values = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    RandomGenerator random = NOISE.generator();
    OnnxTensor tensor;
    if (model.edgesInBytes()) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(values);
      Noise.fill(bytes, random);
      tensor = OnnxTensor.createTensor(ort, bytes, shape, OnnxJavaType.UINT8);
    } else {
      ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(values, Float.BYTES));
      FloatBuffer floats = bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
      Noise.fill(floats, random);
      tensor = OnnxTensor.createTensor(ort, floats, shape);
    }
    owned.push(tensor);
    return tensor;
  }

  @Override
  public void run() {
    try {
      session.run(input, Set.of(), output).close();
    } catch (OrtException e) {
      throw failure("run", e);
    }
  }

  private IllegalStateException failure(String what, OrtException e) {
    return new IllegalStateException(
        "ONNX Runtime could not " + what + " " + name + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("ONNX Runtime could not close " + name, e);
      }
    }
  }
}
