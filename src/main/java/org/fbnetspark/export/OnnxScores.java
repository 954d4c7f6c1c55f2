package org.fbnetspark.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import org.fbnetspark.domain.shape.ImageShape;

/** Class scores that ONNX Runtime gives for images, by the bytes of a model. Not thread-safe. */
public final class OnnxScores implements AutoCloseable {

  private static final int THREADS = 1;

  private final OrtEnvironment ort = OrtLibrary.environment();
  private final OrtSession session;
  private final ImageShape image;

  /**
   * Opens a model that takes any number of images and reads and gives single precision.
   *
   * @param image shape of an image
   * @throws IllegalStateException where ONNX Runtime does not load, or refuses the model
   */
  public OnnxScores(byte[] model, ImageShape image) {
    this.image = image;
    try (OrtSession.SessionOptions options = OrtLibrary.options(THREADS)) {
      session = ort.createSession(model, options);
    } catch (OrtException e) {
      throw failure("open", e);
    }
  }

  /**
   * Scores of images.
   *
   * @param images {@code [example][height][width][channel]}, flattened, normalised
   * @return {@code [example][class]}, flattened
   */
  public float[] of(float[] images) {
    int elements = Math.toIntExact(image.elements());
    int examples = images.length / elements;
    long[] shape = {examples, image.channels(), image.height(), image.width()};
    FloatBuffer values = FloatBuffer.wrap(channelsFirst(images, image));
    try (OnnxTensor tensor = OnnxTensor.createTensor(ort, values, shape);
        OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, tensor))) {
      FloatBuffer scores = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] found = new float[scores.remaining()];
      scores.get(found);
      return found;
    } catch (OrtException e) {
      throw failure("run", e);
    }
  }

  /** Images whose channels are innermost, as images whose channels are outermost. */
  public static float[] channelsFirst(float[] images, ImageShape image) {
    int positions = Math.toIntExact(image.positions());
    int channels = image.channels();
    float[] turned = new float[images.length];
    for (int start = 0; start < images.length; start += positions * channels) {
      for (int p = 0; p < positions; p++) {
        for (int c = 0; c < channels; c++) {
          turned[start + c * positions + p] = images[start + p * channels + c];
        }
      }
    }
    return turned;
  }

  private static IllegalStateException failure(String what, OrtException e) {
    return new IllegalStateException(
        "ONNX Runtime could not " + what + " the model: " + e.getMessage(), e);
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
