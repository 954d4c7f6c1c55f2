package org.fbnetspark.format.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.fbnetspark.testing.Golden;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class RunManifestJsonTest {

  private static final String GOLDEN = "run-manifest-v1.json";

  private static final Map<String, String> FACTS =
      new TreeMap<>(Map.of("command", "search", "data", "CIFAR-10 from \"a b\"", "seed", "7"));

  @Test
  void theGoldenFileIsWrittenBitForBit() throws IOException {
    assertThat(RunManifestJson.write(SampleRun.IDENTITY, FACTS))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(Golden.text(GOLDEN));
  }

  @Test
  void theGoldenFileIsRead() throws IOException {
    assertThat(RunManifestJson.read(Golden.bytes(GOLDEN), GOLDEN))
        .isEqualTo(new RunManifestJson.RunManifest(SampleRun.IDENTITY, FACTS));
  }
}
