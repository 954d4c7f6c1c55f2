package org.fbnetspark.export;

import org.fbnetspark.domain.shape.ImageShape;

/** From the order of values in data and engines to that in ONNX models. */
public final class ChannelOrder {

  private ChannelOrder() {}

  /**
   * Examples with the channels outermost.
   *
   * @param values {@code [example][height][width][channel]}, flattened
   * @param shape of an example
   * @return {@code [example][channel][height][width]}, flattened
   */
  public static float[] outermost(float[] values, ImageShape shape) {
    int positions = (int) shape.positions();
    int channels = shape.channels();
    float[] turned = new float[values.length];
    int next = 0;
    for (int start = 0; start < values.length; start += positions * channels) {
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < positions; p++) {
          turned[next++] = values[start + p * channels + c];
        }
      }
    }
    return turned;
  }
}
