package org.fbnetspark.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardSinkTest {

  @TempDir private Path directory;

  private TensorBoardSink sink() {
    return new TensorBoardSink(Storage.standard(), directory.toString());
  }

  @Test
  void everyEpochIsThereAsSoonAsItHasEnded() throws IOException {
    TensorBoardSink sink = sink();
    sink.epoch(1, Map.of("weights/loss", 2.5, "temperature", 5.0));
    assertThat(EventFiles.steps(directory)).hasSize(1);
    sink.epoch(2, Map.of("weights/loss", 1.25));

    List<EventFiles.Step> steps = EventFiles.steps(directory);

    assertThat(steps).extracting(EventFiles.Step::step).containsExactly(1L, 2L);
    assertThat(steps.get(0).metrics()).isEqualTo(Map.of("weights/loss", 2.5f, "temperature", 5f));
    assertThat(steps.get(1).metrics()).isEqualTo(Map.of("weights/loss", 1.25f));
    assertThat(steps.get(1).wallTime()).isCloseTo(System.currentTimeMillis() / 1e3, within(60.0));
  }

  @Test
  void anEpochThatIsRepeatedTakesItsOwnPlace() throws IOException {
    for (int epoch = 1; epoch <= 10; epoch++) {
      sink().epoch(epoch, Map.of("loss", 1.0 / epoch));
    }
    TensorBoardSink resumed = sink();
    for (int epoch = 10; epoch <= 12; epoch++) {
      resumed.epoch(epoch, Map.of("loss", 1.0 / epoch));
    }

    assertThat(EventFiles.steps(directory))
        .extracting(EventFiles.Step::step)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
  }

  /** The check value of CRC-32C in every catalogue of checksums. */
  @Test
  void theReaderOfThisTestKnowsCastagnolisChecksum() {
    int crc = 0xe3069283;
    assertThat(EventFiles.masked("123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(((crc >>> 15) | (crc << 17)) + 0xa282ead8);
  }
}
