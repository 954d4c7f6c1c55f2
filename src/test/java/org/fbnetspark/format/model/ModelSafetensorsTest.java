package org.fbnetspark.format.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.testing.Golden;
import org.junit.jupiter.api.Test;

class ModelSafetensorsTest {

  private static final TrainedModel MODEL = model();

  private static TrainedModel model() {
    Space space =
        new LayerwiseDefinition(
                "small",
                new ImageShape(4, 4, 1),
                new LayerwiseDefinition.Stem(3, 2, 1),
                List.of(new LayerwiseDefinition.Stage(4, 2, 2)),
                List.of("mb_k3_e1_g2", "skip"),
                true,
                4,
                2)
            .space();
    Network network = space.at(new int[] {0, 1}).named("tiny-network");
    WeightLayout layout = new WeightLayout(network);
    float[] weights = new float[layout.length()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i / 8f - 3;
    }
    float[] statistics = new float[layout.statisticsLength()];
    Arrays.fill(statistics, 0.5f);
    return new TrainedModel(
        network,
        weights,
        statistics,
        List.of("a \"cat\"", "dög"),
        new ChannelStatistics(List.of(0.4), List.of(0.2)));
  }

  /** The file with a part of its header replaced by another text of the same length. */
  private static byte[] altered(String from, String to) {
    byte[] bytes = ModelSafetensors.write(MODEL);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    return text.replaceFirst(
            java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void refused(byte[] bytes, String... parts) {
    assertThatThrownBy(() -> ModelSafetensors.read(bytes, "a.safetensors"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.safetensors")
        .message()
        .satisfies(message -> assertThat(List.of(parts)).allMatch(message::contains));
  }

  @Test
  void theGoldenFileIsReadAndWrittenBitForBit() throws IOException {
    byte[] golden = Golden.bytes("model-v2.safetensors");
    assertThat(ModelSafetensors.write(MODEL)).isEqualTo(golden);
    assertThat(ModelSafetensors.read(golden, "golden")).isEqualTo(MODEL);
  }

  @Test
  void filesWithoutChecksumAreRead() throws IOException {
    assertThat(ModelSafetensors.read(Golden.bytes("model-v1.safetensors"), "golden"))
        .isEqualTo(MODEL);
  }

  @Test
  void everyFlippedBitIsFoundButForBlanks() {
    byte[] whole = ModelSafetensors.write(MODEL);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 1 << (i % 7);
      if (whole[i] != ' ') {
        refused(flipped);
      }
    }
  }

  @Test
  void bytesBehindTheTensorsAreRefused() {
    byte[] whole = ModelSafetensors.write(MODEL);
    refused(Arrays.copyOf(whole, whole.length + 1000), "behind the header are");
  }

  @Test
  void tensorsTileTheFile() {
    refused(
        altered("\"data_offsets\":[72,80]", "\"data_offsets\":[0,8]  "), "stem.gamma", "no other");
    refused(altered("\"shape\":[2,1,3,3]", "\"shape\":\"2,1,3,3\""), "stem.weight.shape", "list");
    refused(altered("\"data_offsets\":[72,80]", "\"data_offsets\":[7.2,8]"), "whole numbers");
  }

  @Test
  void aVarianceIsNotNegative() throws IOException {
    byte[] bytes = Golden.bytes("model-v1.safetensors");
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(bytes.length - Float.BYTES, -0.5f);
    refused(bytes, "variance", "holds the value -0.5");
  }

  @Test
  void aSmallFileCannotDeclareALargeNetwork() {
    // The architecture is of 400 million weights, which it would take gigabytes to hold.
    Network large =
        new LayerwiseDefinition(
                "large",
                new ImageShape(1, 1, 20_000),
                new LayerwiseDefinition.Stem(1, 20_000, 1),
                List.of(new LayerwiseDefinition.Stage(4, 1, 1)),
                List.of("skip"),
                true,
                4,
                2)
            .space()
            .at(new int[0])
            .named("large");
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    header
        .putObject("__metadata__")
        .put("format", "fbnet-spark/model")
        .put("version", "1")
        .put("architecture", new String(ArchitectureJson.write(large), StandardCharsets.UTF_8));
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    refused(
        file.putLong(text.length).put(text).array(), "tensors of 16", "behind the header are 0");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = ModelSafetensors.write(MODEL);
    for (int length = 0; length < whole.length; length++) {
      refused(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void whatDoesNotBelongIsNamed() {
    refused(altered("stem.gamma", "stem.gamme"), "stem.gamme", "no tensor of the architecture");
    refused(altered("\"dtype\":\"F32\"", "\"dtype\":\"F64\""), "must be F32", "F64");
    refused(altered("fbnet-spark/model", "somebody-s/model!"), "__metadata__", "somebody-s");
    refused(altered("\"version\":\"2\"", "\"version\":\"3\""), "reads versions 1 and 2, but was 3");
    refused(altered("mb_k3_e1_g2", "mb_k9_e1_g2"), "mb_k9_e1_g2");
    refused(altered("\"shape\":[2,1,3,3]", "\"shape\":[2,1,9,1]"), "stem.weight");
  }

  @Test
  void offsetsOutsideOfTheFileAreRefusedBeforeMemoryIsTaken() {
    refused(
        altered("\"data_offsets\":[0,72]", "\"data_offsets\":[9,-1]"), "stem.weight", "at least 0");
    ByteBuffer huge = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    huge.putLong(Long.MAX_VALUE);
    refused(huge.array(), "not a safetensors file");
  }

  @Test
  void aValueThatIsNoNumberIsRefused() throws IOException {
    byte[] bytes = Golden.bytes("model-v1.safetensors");
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(bytes.length - Float.BYTES, Float.NaN);
    refused(bytes, "holds the value NaN");
  }
}
