package org.fbnetspark.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFilesTest {

  @TempDir Path folder;

  @Test
  void filesOfOneSortThatComeAgainAndAgainAreTold() throws IOException {
    Files.createFile(folder.resolve("liblz-1.so"));
    TemporaryFiles watched = TemporaryFiles.in(folder);
    for (int i = 0; i < 3; i++) {
      Files.createDirectory(folder.resolve("spark-" + UUID.randomUUID()));
      Files.createTempFile(folder, "piece", ".tmp");
    }
    Files.createFile(folder.resolve("liblz-2.so"));

    assertThat(watched.left(3)).isEqualTo(Map.of("spark-#", 3L, "piece#.tmp", 3L));
    assertThat(watched.left(1)).containsKey("liblz-#.so");
    assertThat(watched.left(4)).isEmpty();
  }
}
