package org.fbnetspark.format.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.profile.ProfilePackManifest;
import org.fbnetspark.profile.ProfilePackManifest.PackedModel;
import org.fbnetspark.profile.ProfilePackManifest.PackedNetwork;
import org.fbnetspark.profile.ProfilePackManifest.PackedRow;
import org.fbnetspark.testing.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfilePackJsonTest {

  private static final String GOLDEN = "profile-pack-v1.json";

  private static final ProfilePackManifest PACK =
      new ProfilePackManifest(
          "int8",
          2,
          "nchw",
          List.of(
              new PackedRow(model("0001-overhead.onnx", "a", 1, 1), LatencyKey.OVERHEAD),
              new PackedRow(
                  model("0002-mb_k3_e6.onnx", "b", 16, 8),
                  new LatencyKey("mb_k3_e6", new ImageShape(16, 16, 8), 24, 2)),
              new PackedRow(
                  model("0003-fc.onnx", "c", 1, 24),
                  new LatencyKey("fc", new ImageShape(1, 1, 24), 10, 1, "classifier"))),
          List.of(
              new PackedNetwork(
                  model("network-01.onnx", "d", 16, 8),
                  List.of("0002-mb_k3_e6.onnx", "0003-fc.onnx"),
                  true)));

  @Test
  void theGoldenFileIsReadAndWritten() throws IOException {
    String golden = golden();
    assertThat(ProfilePackJson.read(bytes(golden), GOLDEN)).isEqualTo(PACK);
    assertThat(new String(ProfilePackJson.write(PACK), StandardCharsets.UTF_8)).isEqualTo(golden);
    assertThat(PACK.files())
        .containsExactly(
            "0001-overhead.onnx", "0002-mb_k3_e6.onnx", "0003-fc.onnx", "network-01.onnx");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "profile-pack | latency-table | format: must be fbnet-spark/profile-pack",
        "\"version\": 1 | \"version\": 2 | version: this release reads version 1, but was 2",
        "nchw | hwcn | top: The layout must be nchw or nhwc, but was hwcn",
        "\"batch\": 2 | \"batch\": 0 | batch: must be a whole number from 1",
        "\"0003-fc.onnx\" | \"../fc.onnx\" | rows[2].file: must be a plain file name",
        "\"0003-fc.onnx\" | \"0001-overhead.onnx\" | top: A pack has 0001-overhead.onnx twice",
        "bbbb | BBBB | rows[1].sha256: must be 64 hexadecimal digits",
        "\"op\": \"overhead\" | \"op\": \"skip\" | top: A pack needs the model of the overhead",
        "heldOut | heldBack | networks[0].heldBack: is not known",
        "\"stride\": 2 | \"stride\": 0 | rows[1].stride: must be a whole number from 1",
        "[ 16, 16, 8 ] | [ 16, 16 ] | rows[1].input: must be [height, width, channels]",
        "\"rows\": [ \"0002-mb | \"rows\": [ \"0009-mb | row 0009-mb_k3_e6.onnx is not in the pack"
      })
  void damageIsRefusedWithItsPlace(String intact, String damaged, String message)
      throws IOException {
    String wrong = golden().replaceFirst(Pattern.quote(intact), damaged);
    assertThat(wrong).isNotEqualTo(golden());
    assertThatThrownBy(() -> ProfilePackJson.read(bytes(wrong), "/t/manifest.json"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("/t/manifest.json, ")
        .hasMessageContaining(message);
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] golden = bytes(golden());
    for (int length = 0; length < golden.length - 2; length += 7) {
      byte[] part = Arrays.copyOf(golden, length);
      assertThatThrownBy(() -> ProfilePackJson.read(part, "/t/manifest.json"))
          .isInstanceOf(FormatException.class);
    }
  }

  private static PackedModel model(String file, String digit, int side, int channels) {
    return new PackedModel(file, digit.repeat(64), "images", new ImageShape(side, side, channels));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String golden() throws IOException {
    return Golden.text(GOLDEN);
  }
}
