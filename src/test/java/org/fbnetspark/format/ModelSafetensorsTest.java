package org.fbnetspark.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.domain.space.SpaceDefinition;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;
import org.junit.jupiter.api.Test;

class ModelSafetensorsTest {

  private static final TrainedModel MODEL = model();

  private static TrainedModel model() {
    LayerwiseSpace space =
        new SpaceDefinition(
                "small",
                new ImageShape(4, 4, 1),
                new SpaceDefinition.Stem(3, 2, 1),
                List.of(new SpaceDefinition.Stage(4, 2, 2)),
                List.of("mb_k3_e1_g2", "skip"),
                true,
                4,
                2)
            .space();
    Architecture network = Architecture.of("tiny-network", space, new int[] {0, 1});
    WeightLayout layout = new WeightLayout(network.asSpace());
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

  private static byte[] golden() throws IOException {
    try (InputStream in =
        ModelSafetensorsTest.class.getResourceAsStream("/golden/model-v1.safetensors")) {
      return in.readAllBytes();
    }
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
    assertThat(ModelSafetensors.write(MODEL)).isEqualTo(golden());
    assertThat(ModelSafetensors.read(golden(), "golden")).isEqualTo(MODEL);
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
    refused(altered("mb_k3_e1_g2", "mb_k9_e1_g2"), "mb_k9_e1_g2");
    refused(altered("\"shape\":[2,1,3,3]", "\"shape\":[2,1,9,1]"), "stem.weight");
  }

  @Test
  void offsetsOutsideOfTheFileAreRefusedBeforeMemoryIsTaken() {
    refused(altered("\"data_offsets\":[0,72]", "\"data_offsets\":[9,-1]"), "stem.weight", "bytes");
    ByteBuffer huge = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    huge.putLong(Long.MAX_VALUE);
    refused(huge.array(), "not a safetensors file");
  }

  @Test
  void aValueThatIsNoNumberIsRefused() {
    byte[] bytes = ModelSafetensors.write(MODEL);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(bytes.length - Float.BYTES, Float.NaN);
    refused(bytes, "holds the value NaN");
  }
}
