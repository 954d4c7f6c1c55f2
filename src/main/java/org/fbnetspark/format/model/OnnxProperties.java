package org.fbnetspark.format.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fbnetspark.domain.train.TrainedModel;

/**
 * What the metadata of an exported ONNX model say, so that the file alone is enough to use it:
 *
 * <pre>
 * classes        names in the order of the scores, as a JSON list
 * channels       "RGB", or "grey" for one channel
 * layout         order and type of the tensor read
 * scale          "1/255": pixel values are multiplied by it first
 * mean           then subtracted from each channel, as a JSON list
 * deviation      then each channel is divided by it, as a JSON list
 * preprocessing  the same in one line
 * scores         what is given
 * </pre>
 */
public final class OnnxProperties {

  private static final int COLOURS = 3;

  private OnnxProperties() {}

  /** The properties of a model, by name. */
  public static Map<String, String> of(TrainedModel model) {
    int channels = model.architecture().input().shape().channels();
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("classes", ModelSafetensors.list(model.classes()));
    properties.put(
        "channels", channels == COLOURS ? "RGB" : channels == 1 ? "grey" : "as in the data");
    properties.put(
        "layout",
        "NCHW: [batch, channel, height, width] in float32; pictures are mostly NHWC in memory and"
            + " must be turned");
    properties.put("scale", "1/255");
    properties.put("mean", ModelSafetensors.list(model.normalisation().mean()));
    properties.put("deviation", ModelSafetensors.list(model.normalisation().deviation()));
    properties.put("preprocessing", "(pixel / 255 - mean[channel]) / deviation[channel]");
    properties.put("scores", "[batch, class], before softmax");
    return properties;
  }
}
