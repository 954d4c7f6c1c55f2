package org.fbnetspark.format.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.space.catalog.FbnetV1;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.testing.Picks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceLatencyTextTest {

  private static final Space FBNET = SpaceCatalog.named("fbnet-v1").space();
  private static final LatencySetting SETTING = new LatencySetting("cpu", "torch", "fp32", 1, 1);

  @Test
  void aUniformThetaHasThePublishedLatencyAndLoss() throws IOException {
    CostTable costs = CostTable.latency(FBNET, read(published()));
    double uniform = costs.expected(Theta.uniform(FBNET));
    assertThat(uniform).isCloseTo(65_925.0, within(0.05));
    assertThat(costs.cheapest()).isCloseTo(7_900, within(50.0));
    assertThat(costs.dearest()).isCloseTo(110_400, within(50.0));
    assertThat(new HardwareLoss.Fbnet(1, 0.6).at(1, uniform).loss())
        .isCloseTo(4.23747, within(5e-6));
    assertThat(new HardwareLoss.Reference(1, 0.6).at(1, uniform).loss())
        .isCloseTo(6.65776, within(5e-6));
    assertThat(new HardwareLoss.Reference(0.2, 0.6).at(2.273, uniform).loss())
        .isCloseTo(3.0266, within(5e-5));
  }

  @ParameterizedTest
  @CsvSource({
    "FBNet-A, 70600.3, 0.05",
    "FBNet-B, 77700, 50",
    "FBNet-C, 82900, 50",
    "FBNet-S8, 73600, 50",
    "FBNet-iPhoneX, 73200, 50"
  })
  void oneHotGatesGiveThePlainSumOfTheTable(String name, double micros, double tolerance)
      throws IOException {
    CostTable costs = CostTable.latency(FBNET, read(published()));
    int[] picks =
        picks(
            ArchitectureCatalog.named(name).architecture().blocks().stream()
                .map(Block::op)
                .filter(Op::block)
                .map(Op::code)
                .toList());
    assertThat(costs.of(picks)).isCloseTo(micros, within(tolerance));
    assertThat(costs.expected(Picks.gates(FBNET, picks))).isCloseTo(costs.of(picks), within(1e-6));
  }

  @Test
  void theSearchedSampleHasItsPublishedLatency() throws IOException {
    String sample =
        "k5_e6 k3_e6 k3_e6 k5_e6 k5_e6 k5_e6 k5_e6 skip skip k3_e6 k5_e6 skip skip k5_e6 skip skip"
            + " skip k5_e6 skip skip skip skip";
    List<String> codes =
        sample
            .lines()
            .flatMap(s -> List.of(s.split(" ")).stream())
            .map(op -> op.equals("skip") ? op : "mb_" + op)
            .toList();
    assertThat(CostTable.latency(FBNET, read(published())).of(picks(codes)))
        .isCloseTo(44_195.8, within(0.05));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ir_k3_e3 | ir_k9_e3 | line 1: ir_k9_e3 is no known op",
        "ir_k3_e3 | ir_k3_e1 | line 1: ir_k3_e1 is no known op, or is named a second time",
        "5129.798055 | -1 | line 2: The time of mb_k3_e1 112x112x16 -> 16 stride 1 at"
            + " stage1.layer1",
        "5129.798055 | NaN | line 2: the time of mb_k3_e1 112x112x16 -> 16 stride 1 at"
            + " stage1.layer1",
        "ir_k3_e1 | latency_ms | line 1: latency_ms is no known op",
        "5129.798055 | 5129d | must be a number, but was 5129d",
        "5129.798055 | fast | must be a number, but was fast",
        "5129.798055 | 1 2 | line 2: must have 9 times, one for each of [mb_k3_e1, mb_k3_e1_g2,"
            + " mb_k3_e3,"
      })
  void damageIsRefusedWithLineAndKey(String intact, String wrong, String message)
      throws IOException {
    String text = published().replaceFirst(intact, wrong);
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("/t/lut.txt, ")
        .hasMessageContaining(message);
  }

  @Test
  void aTableOfAnotherSpaceIsRefused() throws IOException {
    byte[] bytes = published().getBytes(StandardCharsets.UTF_8);
    Space tiny = SpaceCatalog.named("tiny").space();
    assertThatThrownBy(() -> LatencyFile.read(bytes, "/t/lut.txt", tiny))
        .hasMessageContaining(
            "6 lines of times for tiny, one for each of its blocks, but has 22 below");
    assertThat(LatencyFile.read(bytes, "/t/lut.txt", FBNET).rows()).hasSize(198);
    Space network = Space.of(ArchitectureCatalog.named("FBNet-A").architecture());
    LatencyTable table = LatencyFile.read(bytes, "/t/lut.txt", network);
    assertThat(table.setting().device()).isEqualTo("lut.txt");
    assertThat(CostTable.latency(network, table).fixed()).isCloseTo(70_600.3, within(0.05));
  }

  @Test
  void everyLineThatIsWrongIsTold() throws IOException {
    String text = published().replaceFirst("5129.798055", "NaN").replace("2449.480388", "-3");
    LatencyFile.Checked checked =
        LatencyFile.check(text.getBytes(StandardCharsets.UTF_8), "/t/lut.txt", Optional.of(FBNET));
    assertThat(checked.table()).isEmpty();
    assertThat(checked.problems())
        .hasSize(2)
        .first()
        .asString()
        .contains("line 2: the time of mb_k3_e1 112x112x16 -> 16 stride 1 at stage1.layer1");
  }

  /** A table of fewer ops is a table; the space lacks what it does not have. */
  @Test
  void missingColumnsAreMissingRows() throws IOException {
    String text =
        published()
            .lines()
            .map(line -> line.strip().replaceFirst("\\s+\\S+$", "\n"))
            .collect(java.util.stream.Collectors.joining());
    LatencyTable table = read(text);
    assertThatThrownBy(() -> CostTable.latency(FBNET, table))
        .hasMessageContaining("lacks 12 rows that fbnet-v1 needs")
        .hasMessageContaining("\n  skip 112x112x16 -> 16 stride 1\n")
        .hasMessageContaining("\n./submit/profile --config FILE");
  }

  private static int[] picks(List<String> codes) {
    return codes.stream().mapToInt(FbnetV1.CANDIDATES::indexOf).toArray();
  }

  private static LatencyTable read(String text) throws IOException {
    return ReferenceLatencyText.read(
        text.getBytes(StandardCharsets.UTF_8), "/t/lut.txt", FBNET, SETTING);
  }

  private static String published() throws IOException {
    try (var in =
        ReferenceLatencyTextTest.class.getResourceAsStream("/latency/reference-fbnet-v1-cpu.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
