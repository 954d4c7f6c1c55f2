package org.fbnetspark.net.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.fbnetspark.testing.SparkProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network whose native buffers are far larger than the heap, which counts none of them. */
class NativeMemoryTest {

  private static final String HEAP = "-Xmx32m";
  private static final int BUFFER_MEGABYTES = 256;
  private static final int PATIENCE_SECONDS = 60;

  @TempDir private Path folder;

  /** Takes a large buffer, writes to all of it, and makes a kernel. */
  static final class Large {
    private Large() {}

    public static void main(String[] args) {
      try (OneDnn oneDnn = new OneDnn(1)) {
        NativeFloats floats = oneDnn.floats((long) BUFFER_MEGABYTES << 18);
        float[] ones = new float[1 << 18];
        for (int i = 0; i < BUFFER_MEGABYTES; i++) {
          floats.view((long) i << 18, ones.length).put(ones);
        }
        oneDnn.add(floats.view(0, 8), floats.view(8, 8)).run();
        System.out.print("made");
      }
    }
  }

  @Test
  void itNeedsNoHeapOfItsSize() throws Exception {
    Path out = folder.resolve("out");
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Large.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    try (SparkProcess process = SparkProcess.of(java, out)) {
      process.succeeds(PATIENCE_SECONDS);
      assertThat(process.said()).endsWith("made");
    }
  }
}
