package org.fbnetspark.format.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.testing.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackResultsCsvTest {

  private static final String RESULTS =
      "file,latency_us\n0001-a.onnx,12.5\n\n\"0002-b.onnx\",3\r\n0001-a.onnx,1.25e1\n";
  private static final List<String> FILES = List.of("0001-a.onnx", "0002-b.onnx");

  @Test
  void severalLinesOfAFileAreItsRuns() throws IOException {
    Map<String, double[]> times = read(RESULTS, FILES);
    assertThat(times).containsOnlyKeys("0001-a.onnx", "0002-b.onnx");
    assertThat(times.get("0001-a.onnx")).containsExactly(12.5, 12.5);
    assertThat(times.get("0002-b.onnx")).containsExactly(3);
  }

  @Test
  void theGoldenFileIsRead() throws IOException {
    Map<String, double[]> times = read(Golden.text("pack-results-v1.csv"), FILES);
    assertThat(times.get("0001-a.onnx")).containsExactly(12.5, 12.25);
    assertThat(times.get("0002-b.onnx")).containsExactly(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latency_us | latency | line 1: does not say the unit of latency; name it latency_us",
        "0001-a.onnx,12.5 | 0001-c.onnx,12.5 | line 2: 0001-c.onnx is no file of the pack; did you",
        "12.5 | -12.5 | line 2: the time of 0001-a.onnx must be a finite number of at least 0",
        "12.5 | NaN | line 2: the time of 0001-a.onnx must be a finite number",
        "12.5 | 1e999 | but was 1e999",
        "12.5 | 12,5 | line 2: must have 2 fields, but has 3",
        "12.5 | '' | line 2: the time of 0001-a.onnx",
        "1.25e1 | 12.5ms | line 5: the time of 0001-a.onnx"
      })
  void damageIsRefusedWithLineAndFile(String intact, String wrong, String message) {
    String text = RESULTS.replace(intact, wrong);
    assertThat(text).isNotEqualTo(RESULTS);
    assertThatThrownBy(() -> read(text, FILES))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("/t/RESULTS.csv, ")
        .hasMessageContaining(message);
    assertThatThrownBy(() -> read("", FILES)).hasMessageContaining("line 1: must be file,");
  }

  @Test
  void everyModelWithoutATimeIsNamed() {
    List<String> files =
        IntStream.range(0, 300).mapToObj(i -> "000" + i + "-some-model-of-a-block.onnx").toList();
    MissingTimesException missing =
        catchThrowableOfType(
            MissingTimesException.class,
            () -> read("file,latency_us\n" + files.get(7) + ",1\n", files));
    assertThat(missing.files()).hasSize(299).doesNotContain(files.get(7));
    assertThat(missing)
        .hasMessageContaining("299 of 300 models have no time")
        .hasMessageEndingWith("\n  " + files.get(299));
  }

  private static Map<String, double[]> read(String text, List<String> files) throws IOException {
    return PackResultsCsv.read(text.getBytes(StandardCharsets.UTF_8), "/t/RESULTS.csv", files)
        .times();
  }
}
