package org.fbnetspark.format.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.run.SweepRecord;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.testing.Golden;
import org.junit.jupiter.api.Test;

class SweepManifestJsonTest {

  private static final SweepRecord SWEEP =
      new SweepRecord(
          "sweep",
          List.of(
              new SweepRecord.Point("target=1.5_seed=1", "target=1.5_seed=1", Optional.of("ab12")),
              new SweepRecord.Point("target=1.5_seed=2", "target=1.5_seed=2", Optional.empty())),
          Map.of("target=1.5_seed=2", "refused: no"));

  @Test
  void fileIsAsAReleaseHasWrittenIt() throws IOException {
    byte[] golden = Golden.bytes("sweep-manifest-v1.json");
    assertThat(SweepManifestJson.write(SWEEP))
        .asString()
        .isEqualTo(new String(golden, StandardCharsets.UTF_8));
    assertThat(SweepManifestJson.read(golden, "manifest.json")).isEqualTo(SWEEP);
    assertThat(SweepManifestJson.is(golden)).isTrue();
    assertThat(SweepManifestJson.is(Golden.bytes("run-manifest-v1.json"))).isFalse();
    assertThat(SweepManifestJson.is(new byte[] {'{'})).isFalse();
  }

  @Test
  void namesThatLeadOutOfTheFolderAreRefused() {
    for (String name : List.of("..", "../x", "a/b", "", ".hidden", "a\\\\b", "/etc")) {
      for (String field : List.of("name", "run", "warmUp")) {
        String point = "{\"name\": \"a\", \"run\": \"b\", \"warmUp\": \"c\"}";
        String text =
            "{\"format\": \"fbnet-spark/sweep\", \"version\": 1, \"command\": \"sweep\","
                + " \"points\": ["
                + point.replaceFirst(
                    "\"" + field + "\": \"[abc]\"",
                    "\"" + field + "\": \"" + name.replace("\\", "\\\\") + "\"")
                + "], \"failures\": {}}";
        assertThatThrownBy(
                () -> SweepManifestJson.read(text.getBytes(StandardCharsets.UTF_8), "m.json"))
            .as(text)
            .isInstanceOf(FormatException.class)
            .hasMessageContaining("points[0]." + field);
      }
    }
  }
}
