package org.fbnetspark.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * Class scores of a model from a session of ONNX Runtime, on one thread: the same images in the
 * same batches give the same bits on machines of one kind.
 */
public final class OnnxScores implements AutoCloseable {

  private final OrtEnvironment ort = OrtLibrary.environment();
  private final OrtSession session;
  private final ImageShape image;

  /**
   * Opens a session.
   *
   * @param model bytes of a model that takes any batch and reads and gives single precision
   * @param image shape of the images that it reads
   * @throws IllegalStateException where the library cannot be loaded, or refuses the model
   */
  public OnnxScores(byte[] model, ImageShape image) {
    this.image = image;
    try (OrtSession.SessionOptions options = OrtLibrary.options(1)) {
      session = ort.createSession(model, options);
    } catch (OrtException e) {
      throw failure("open", e);
    }
  }

  /** The version of the library. */
  public static String library() {
    return OrtLibrary.environment().getVersion();
  }

  /**
   * The scores of a batch.
   *
   * @param images {@code [example][height][width][channel]}, flattened, as data has them
   * @return {@code [example][class]}, flattened
   */
  public float[] of(float[] images) {
    long[] shape = {
      images.length / image.elements(), image.channels(), image.height(), image.width()
    };
    FloatBuffer values = FloatBuffer.wrap(ChannelOrder.outermost(images, image));
    try (OnnxTensor input = OnnxTensor.createTensor(ort, values, shape);
        OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, input))) {
      FloatBuffer scores = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] copy = new float[scores.remaining()];
      scores.get(copy);
      return copy;
    } catch (OrtException e) {
      throw failure("run", e);
    }
  }

  private static IllegalStateException failure(String what, OrtException e) {
    return new IllegalStateException(
        "ONNX Runtime could not " + what + " an exported model: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw failure("close", e);
    }
  }
}
