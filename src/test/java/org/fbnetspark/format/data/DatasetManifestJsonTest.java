package org.fbnetspark.format.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.testing.Golden;
import org.junit.jupiter.api.Test;

class DatasetManifestJsonTest {

  private static final DatasetManifest MANIFEST =
      new DatasetManifest(
          "pets",
          "image folder pets.tar.gz",
          new ImageShape(32, 24, 3),
          ImageEncoding.FILES,
          List.of(new DatasetClass("cat", 40, 10), new DatasetClass("dog \"é\"", 39, 10)),
          new ChannelStatistics(List.of(0.5, 0.25, 0.125), List.of(0.2, 0.25, 0.3)),
          List.of(
              new ShardFile("hdfs://name:8020/pets/train-00000.shard", 40, 123456, "0badcafe"),
              new ShardFile(
                  "hdfs://name:8020/pets/train-00001.shard", 39, 5000000000L, "00000001")),
          List.of(new ShardFile("hdfs://name:8020/pets/test-00000.shard", 20, 99, "ffffffff")),
          SkippedExamples.NONE
              .with("train/cat/7.jpg", "ends early")
              .with("train/cat/9.jpg", "is empty")
              .with("train/dog/1.jpg", "ends early"));

  @Test
  void isTheFileOfVersionTwo() throws IOException {
    assertThat(new String(DatasetManifestJson.write(MANIFEST), UTF_8)).isEqualTo(golden());
  }

  @Test
  void findsTheShardsWhereTheManifestLies() throws IOException {
    assertThat(DatasetManifestJson.read(golden().getBytes(UTF_8), "hdfs://name:8020/pets"))
        .isEqualTo(MANIFEST);
    assertThat(DatasetManifestJson.read(golden().getBytes(UTF_8), "/moved").train().get(0).path())
        .isEqualTo("/moved/train-00000.shard");
  }

  @Test
  void namesTheFaultOfABrokenManifest() throws IOException {
    String good = golden();
    refuses(good.substring(0, good.length() / 2), "Unexpected end-of-input");
    refuses("", "must be a JSON object");
    refuses("[]", "must be a JSON object");
    refuses("[".repeat(100_000), "nesting depth");
    refuses(good.replace("\"version\" : 2", "\"version\" : 1"), "version 2, but was 1");
    refuses(good.replace("over white", "over black"), "decoding: must be EXIF");
    refuses(good.replace("\"is empty\"", "7"), "skipped[1].reason: must be text");
    refuses(good.replace("\"height\" : 32", "\"height\" : 0"), "height: must be a whole number");
    refuses(good.replace("\"height\" : 32", "\"height\" : \"32\""), "must be a whole number");
    refuses(good.replace("\"examples\" : 40", "\"examples\" : -40"), "train[0].examples: must be");
    refuses(good.replace("train-00000.shard", "../train-00000.shard"), "plain file name");
    refuses(good.replace("train-00000.shard", "/etc/passwd"), "plain file name");
    refuses(good.replace("\"files\"", "\"video\""), "video");
    refuses(good.replace("0.125", "NaN"), "NaN");
    refuses(good.replace("0.125", "1.5"), "mean in [0, 1]");
    refuses(good.replace("0.125", "1e999"), "must be a list of numbers");
    refuses(good.replace("\"bytes\" : 123456", "\"bytes\" : 0"), "bytes: must be a whole number");
    refuses(good.replace("\"classes\"", "\"klasses\""), "classes: is missing");
  }

  @Test
  void whatDoesNotAddUpIsRefused() throws IOException {
    String good = golden();
    refuses(good.replace("\"height\"", "\"height\" : 32, \"height\""), "Duplicate field 'height'");
    refuses(good.replace("train-00001.shard", "train-00000.shard"), "that of an earlier shard");
    refuses(good.replace("test-00000.shard", "train-00000.shard"), "that of an earlier shard");
    refuses(good.replace("dog \\\"é\\\"", "cat"), "that of an earlier class: cat");
    refuses(
        good.replace("\"examples\" : 40", "\"examples\" : 41"),
        "train: has shards of 80 examples, but classes of 79");
    refuses(
        good.replace("\"examples\" : 20", "\"examples\" : 19"),
        "test: has shards of 19 examples, but classes of 20");
    refuses(good.replace("\"total\" : 2", "\"total\" : 1"), "skipped[0].total");
  }

  private static void refuses(String text, String reason) {
    assertThatThrownBy(() -> DatasetManifestJson.read(text.getBytes(UTF_8), "/pets"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("/pets/dataset.json")
        .hasMessageContaining(reason);
  }

  private static String golden() throws IOException {
    return Golden.text("dataset-manifest-v2.json");
  }
}
