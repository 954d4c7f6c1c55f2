package org.fbnetspark.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardSinkTest {

  @TempDir private Path directory;

  private TensorBoardSink sink() {
    return new TensorBoardSink(Storage.standard(), directory.toString());
  }

  private static Epoch epoch(int step, double seconds, Figure... more) {
    List<Figure> figures = new ArrayList<>(List.of(more));
    figures.add(new Figure(Epoch.SECONDS, seconds, Unit.SECONDS));
    return new Epoch(step - 1, figures, List.of(), List.of());
  }

  @Test
  void everyEpochIsThereAsSoonAsItHasEnded() throws IOException {
    TensorBoardSink sink = sink();
    sink.epoch(epoch(1, 4, new Figure("weights/loss", 2.5, Unit.NATS)));
    assertThat(EventFiles.steps(directory)).hasSize(1);
    sink.epoch(epoch(2, 3));

    List<EventFiles.Step> steps = EventFiles.steps(directory);

    assertThat(steps).extracting(EventFiles.Step::step).containsExactly(1L, 2L);
    assertThat(steps.get(0).metrics()).isEqualTo(Map.of("weights/loss", 2.5f, "seconds", 4f));
    assertThat(steps.get(1).metrics()).isEqualTo(Map.of("seconds", 3f));
    assertThat(steps.get(1).wallTime()).isCloseTo(System.currentTimeMillis() / 1e3, within(60.0));
  }

  @Test
  void anEpochThatIsRepeatedTakesItsOwnPlace() throws IOException {
    for (int epoch = 1; epoch <= 10; epoch++) {
      sink().epoch(epoch(epoch, 1.0 / epoch));
    }
    TensorBoardSink resumed = sink();
    for (int epoch = 10; epoch <= 12; epoch++) {
      resumed.epoch(epoch(epoch, 1.0 / epoch));
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
