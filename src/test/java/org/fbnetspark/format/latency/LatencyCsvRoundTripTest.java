package org.fbnetspark.format.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.testing.Golden;
import org.fbnetspark.testing.SmallTable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyCsvRoundTripTest {

  private static final String GOLDEN = "latency-table-v1.csv";

  private static final List<String> OPS =
      List.of(
          "mb_k3_e1",
          "mb_k3_e1_noexpand",
          "mb_k5_e6_g2",
          "mb_k33_e6",
          "mb_k7_e3_noexpand",
          "mb_k5_e6_se",
          "mb_k5_m36_se",
          "mb_k33_m100_g2_noexpand_hs",
          "mb_k3_e1_g2_noexpand_se_hs",
          "skip",
          "conv_k1",
          "conv_k3_hs",
          "pool",
          "hidden",
          "hidden_hs",
          "mb_k7_e3_r6",
          "mb_k3_e1_noexpand_r6",
          "conv_k1_r6",
          "fc",
          "sep_k3",
          "dil_k5_plain",
          "max_k3",
          "avg_k3_norm",
          "reduce",
          "relu_conv_k1",
          "none",
          "aux",
          "head");

  @Test
  void theGoldenFileIsWrittenBitForBitAndRead() throws IOException {
    LatencyTable table =
        LatencyTable.builder(
                new LatencySetting(
                    "a, b", "tool 1", "int8", 8, OptionalInt.of(2), Optional.of("nchw")))
            .provenance("50%; a=b", "\"yes\"\nno")
            .provenance("imported from", "another")
            .add(LatencyKey.OVERHEAD, new LatencyRow(0.5))
            .add(
                new LatencyKey("mb_k33_e1_g2_noexpand", new ImageShape(4, 6, 16), 24, 2, "s;1"),
                LatencyRow.of("h=1", 3, new LatencyRow.Spread(2, 4, 0.1, 9, true)))
            .add(
                new LatencyKey("mb_k5_e6_se_hs", new ImageShape(4, 6, 16), 24, 1),
                new LatencyRow(7))
            .correction(
                new LatencyCorrection(
                    new RisingLine(2, 0.5, 9, 1.5),
                    0.98,
                    0.03,
                    0.9,
                    List.of(new WholeNetwork(10, 7)),
                    List.of(new WholeNetwork(12, 8.5))))
            .build();
    assertThat(LatencyTableCsv.write(table))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(Golden.text(GOLDEN));
    LatencyTable read =
        LatencyTableCsv.read(Golden.bytes(GOLDEN), GOLDEN, "r", "fp32", 1, OptionalInt.of(1))
            .table();
    assertThat(LatencyTableJson.write(read)).isEqualTo(LatencyTableJson.write(table));
  }

  @Test
  void everyKindOfOpIsTried() {
    assertThat(OPS.stream().flatMap(code -> OpCode.parse(code).stream()))
        .extracting(op -> op.getClass().getName())
        .containsAll(Stream.of(Op.class.getPermittedSubclasses()).map(Class::getName).toList());
  }

  @RepeatedTest(30)
  void whatIsWrittenIsReadAgain(RepetitionInfo repetition) throws FormatException {
    LatencyTable table = table(new SplittableRandom(repetition.getCurrentRepetition()));
    LatencyTable read =
        LatencyTableCsv.read(
                LatencyTableCsv.write(table), "t.csv", "other", "other", 99, OptionalInt.of(99))
            .table();
    assertThat(LatencyTableJson.write(read))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(new String(LatencyTableJson.write(table), StandardCharsets.UTF_8));
  }

  @Test
  void whatNoLineCanHoldIsRefused() {
    LatencyKey strange = new LatencyKey("attention", new ImageShape(1, 1, 1), 1, 1);
    assertThatThrownBy(() -> LatencyTableCsv.write(one(strange, "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attention 1x1x1 -> 1 stride 1: No op has the code attention");
  }

  @Test
  void whatWouldBeReadAsSomethingElseIsQuoted() throws FormatException {
    for (String device : List.of("a\nb", "#1", "a \"b\"", "a,b", "a;b", "a\tb")) {
      LatencyTable table = one(LatencyKey.OVERHEAD, device);
      assertThat(
              LatencyTableCsv.read(
                      LatencyTableCsv.write(table), "t.csv", "r", "fp32", 1, OptionalInt.of(1))
                  .table()
                  .setting())
          .isEqualTo(table.setting());
    }
  }

  private static LatencyTable one(LatencyKey key, String device) {
    return LatencyTable.builder(new LatencySetting(device, "r", "fp32", 1, 1))
        .add(key, new LatencyRow(1))
        .build();
  }

  private static LatencyTable table(SplittableRandom random) {
    LatencyTable.Builder table =
        LatencyTable.builder(
                new LatencySetting(
                    "device, " + text(random),
                    "r" + text(random),
                    "fp32",
                    1 + random.nextInt(64),
                    random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(4),
                    random.nextBoolean() ? Optional.empty() : Optional.of("nhwc")))
            .provenance("imported from", "another")
            .provenance("n" + text(random), "v" + text(random));
    boolean relative = random.nextBoolean();
    if (relative) {
      table.relativeToSkip();
    }
    if (relative || random.nextBoolean()) {
      table.baseMicros(random.nextDouble(1_000));
    }
    if (random.nextBoolean()) {
      List<WholeNetwork> networks = List.of(new WholeNetwork(0.1, 1e-7), new WholeNetwork(7, 1e9));
      table.correction(
          new LatencyCorrection(
              line(random), -0.5, 0.25, -1, networks, random.nextBoolean() ? List.of() : networks));
    }
    if (random.nextBoolean()) {
      table.add(LatencyKey.OVERHEAD, row(random, false));
    }
    for (String op : OPS) {
      ImageShape input =
          new ImageShape(1 + random.nextInt(200), 1 + random.nextInt(200), 1 + random.nextInt(500));
      LatencyKey key = new LatencyKey(op, input, 1 + random.nextInt(500), 1 + random.nextInt(2));
      table.add(key, row(random, relative));
      if (random.nextBoolean()) {
        table.add(key.at("layer" + text(random)), row(random, relative));
      }
    }
    return table.build();
  }

  private static LatencyRow row(SplittableRandom random, boolean relative) {
    double micros = random.nextDouble(relative ? -100 : 0, 1_000);
    TreeMap<String, Double> hosts = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      hosts.put("h" + i + text(random), micros + i);
    }
    Optional<LatencyRow.Spread> spread =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                new LatencyRow.Spread(
                    1, 1e6, random.nextDouble(), 1 + random.nextInt(9_999), random.nextBoolean()));
    return new LatencyRow(micros, spread, hosts);
  }

  private static String text(SplittableRandom random) {
    String signs = ";=%,\"%3B: x";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(signs.charAt(random.nextInt(signs.length())));
    }
    return text.append('z').toString();
  }

  private static RisingLine line(SplittableRandom random) {
    double intercept = random.nextDouble(-9, 9);
    double slope = random.nextDouble(0.1, 3);
    return random.nextBoolean()
        ? RisingLine.straight(intercept, slope)
        : new RisingLine(intercept, slope, random.nextDouble(9), random.nextDouble(0.1, 3));
  }

  @Test
  void gridsAreKept() throws IOException {
    LatencyTable table = SmallTable.gridded();
    LatencyTable read =
        LatencyTableCsv.read(
                LatencyTableCsv.write(table), "t.csv", "r", "fp32", 1, OptionalInt.empty())
            .table();
    assertThat(read.grids()).isEqualTo(table.grids());
    assertThat(read.rows()).isEqualTo(table.rows());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sides=8x8 | sides=8",
        "in=16 32 | in=32 16",
        "in=16 32 | in=16 x",
        "in=16 32 | in=16 1000001",
        "sides=8x8 | sides=8x1000001",
        "middle=24 88 | midst=24 88"
      })
  void aGridThatCannotBeIsRefused(String intact, String damaged) {
    assertThat(refusal(intact, damaged)).contains("a grid cannot be read");
  }

  @Test
  void aGridIsBoundedAsInJson() {
    for (String block : List.of("block=0", "block=1.5", "block=1025")) {
      assertThat(refusal("block=8", block)).contains("block must be a whole number from 1 to 1024");
    }
    String many =
        IntStream.rangeClosed(1, 1001).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    assertThat(refusal("in=16 32", "in=" + many)).contains("in must be at most 1000 values");
    String text = new String(LatencyTableCsv.write(SmallTable.gridded()), StandardCharsets.UTF_8);
    String grid = text.lines().filter(line -> line.contains("block=8")).findFirst().orElseThrow();
    assertThat(refusal(grid + "\n", (grid + "\n").repeat(1001)))
        .contains("a table has at most 1000 grids");
  }

  private static String refusal(String intact, String damaged) {
    String text = new String(LatencyTableCsv.write(SmallTable.gridded()), StandardCharsets.UTF_8);
    assertThat(text).contains(intact);
    byte[] wrong = text.replace(intact, damaged).getBytes(StandardCharsets.UTF_8);
    return catchThrowableOfType(
            FormatException.class,
            () -> LatencyTableCsv.read(wrong, "t.csv", "r", "fp32", 1, OptionalInt.empty()))
        .getMessage();
  }
}
