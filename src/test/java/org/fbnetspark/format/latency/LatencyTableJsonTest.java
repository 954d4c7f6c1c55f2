package org.fbnetspark.format.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.testing.Golden;
import org.fbnetspark.testing.SmallTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyTableJsonTest {

  private static final String GOLDEN = "latency-table-v3.json";

  @Test
  void theGoldenFileIsReadAndWritten() throws IOException {
    byte[] golden = golden();
    LatencyTable table = LatencyTableJson.read(golden, GOLDEN);
    LatencyTable expected = SmallTable.gridded();
    assertThat(table.correction().orElseThrow().line().bent()).isTrue();
    assertThat(table.grids()).hasSize(1).isEqualTo(expected.grids());
    assertThat(table.setting()).isEqualTo(expected.setting());
    assertThat(table.provenance()).isEqualTo(expected.provenance());
    assertThat(table.baseMicros()).isEqualTo(expected.baseMicros());
    assertThat(table.rows()).isEqualTo(expected.rows());
    assertThat(table.correction()).isEqualTo(expected.correction());
    assertThat(LatencyTableJson.write(expected)).asString().isEqualTo(text(golden));
  }

  /** Whose corrections have no bend. */
  @Test
  void filesOfTheFirstVersionAreRead() throws IOException {
    LatencyTable table = LatencyTableJson.read(Golden.bytes("latency-table-v1.json"), "v1.json");
    assertThat(table.rows()).isEqualTo(SmallTable.table().rows());
    assertThat(table.correction().orElseThrow().line()).isEqualTo(RisingLine.straight(-20.5, 1.25));
  }

  /** Which have no grids. */
  @Test
  void filesOfTheSecondVersionAreRead() throws IOException {
    LatencyTable table = LatencyTableJson.read(Golden.bytes("latency-table-v2.json"), "v2.json");
    assertThat(table.rows()).isEqualTo(SmallTable.table().rows());
    assertThat(table.correction()).isEqualTo(SmallTable.table().correction());
    assertThat(table.grids()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latency-table\" | architecture\" | format: must be fbnet-spark/latency-table",
        "\"version\": 3 | \"version\": 4 | version: this release reads versions 1 to 3, but was 4",
        "33.25 | -33.25 | rows[0]: The time of mb_k3_e6 16x16x8 -> 16 stride 2 must be finite",
        "33.25 | 33.5 | sha256: of the content is",
        "33.25 | 1e999 | Infinity",
        "33.25 | NaN | line",
        "medianMicros | medianMillis | content.rows[0].medianMillis: is not known; did you mean",
        "\"stage2.layer1\" | \"\" | content.rows[1]: The time of mb_k3_e6",
        "[ 16, 16, 8 ] | [ 16, 16 ] | content.rows[0].input: must be [height, width, channels]",
        "[ 16, 16, 8 ] | [ 16, 16, 2000000 ] | content.rows[0].input: must be",
        "120.5 | -1 | content.baseMicros: The base must be finite and at least 0 us",
        "\"threads\": 2 | \"threads\": 0 | content.setting.threads: must be a whole number from 1",
        "\"threads\": 2 | \"threads\": 2, \"threads\": 2 | Duplicate field",
        "bench-7 | '' | content.setting: A latency table must name device",
        "\"runs\": 400, | '' | content.rows[0].runs: is missing",
        "\"slope\": 1.25 | \"slope\": -1.25 | content.correction: A line that rises needs slopes"
            + " above 0",
        "\"bendMicros\": 150.0, | '' | content.correction.bendMicros: is missing",
        "\"slopeBeyond\": 1.5 | \"slopeBeyond\": 0 | content.correction: A line that rises needs",
        "\"inChannels\": [ 16, 32 ] | \"inChannels\": [ 32, 16 ] | content.interpolation.grids[0]: A"
            + " grid needs sides and channels that rise",
        "\"heights\": [ 8 ] | \"heights\": [ 8, 9 ] | content.interpolation.grids[0].widths: must be"
            + " as many as the heights, 2",
        "\"middleChannels\": [ 24, 88 ] | \"middleChannels\": [ 24, 88.5 ] | must be whole numbers",
        "\"block\": 8 | \"block\": 0 | content.interpolation.grids[0].block: must be a whole number",
        "\"medianError\": 0 | \"medianError\": 1 | content.interpolation.heldOut: of the rows is",
        "229.5 | 0 | content.correction: A network needs finite times above 0"
      })
  void damageIsRefusedWithItsPlace(String intact, String damaged, String message)
      throws IOException {
    String wrong = text(golden()).replaceFirst(java.util.regex.Pattern.quote(intact), damaged);
    assertThat(wrong).isNotEqualTo(text(golden()));
    assertThatThrownBy(
            () -> LatencyTableJson.read(wrong.getBytes(StandardCharsets.UTF_8), "/t/table.json"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("/t/table.json, ")
        .hasMessageContaining(message);
  }

  @Test
  void everyRowThatIsWrongIsTold() throws IOException {
    String wrong = text(golden()).replaceAll("\"medianMicros\": 3", "\"medianMicros\": -3");
    LatencyFile.Checked checked =
        LatencyFile.check(
            wrong.getBytes(StandardCharsets.UTF_8), "/t/table.json", Optional.empty());
    assertThat(checked.table()).isEmpty();
    assertThat(checked.problems())
        .hasSize(2)
        .allMatch(problem -> problem.contains("must be finite and at least 0 us, but was -"));
  }

  @Test
  void aCorrectionThatNoHeldOutNetworkJudgedIsKept() throws IOException {
    LatencyCorrection line =
        new LatencyCorrection(
            RisingLine.straight(1, 2), 1, 0, 1, List.of(new WholeNetwork(1, 3)), List.of());
    LatencyTable table =
        LatencyTable.builder(new LatencySetting("d", "r", "fp32", 1, 1))
            .add(LatencyKey.OVERHEAD, new LatencyRow(1))
            .correction(line)
            .build();
    assertThat(LatencyTableJson.read(LatencyTableJson.write(table), "t.json").correction())
        .contains(line);
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] golden = golden();
    for (int length = 0; length < golden.length - 2; length += 7) {
      byte[] part = java.util.Arrays.copyOf(golden, length);
      assertThatThrownBy(() -> LatencyTableJson.read(part, "t"))
          .as("%d bytes", length)
          .isInstanceOf(FormatException.class);
    }
  }

  private static byte[] golden() throws IOException {
    return Golden.bytes(GOLDEN);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
