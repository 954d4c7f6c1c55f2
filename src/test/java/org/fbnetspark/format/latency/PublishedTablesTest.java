package org.fbnetspark.format.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.MissingLatencyException;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.format.json.FormatException;
import org.junit.jupiter.api.Test;

/**
 * Tables in the two published forms, with invented times: expectation, cheapest, dearest and single
 * networks are those of plain loops over the papers' tables of stages. And ProxylessNAS's own.
 */
class PublishedTablesTest {

  private static final String HEADER = String.join(",", LatencyTableCsv.COLUMNS) + "\n";

  /** ProxylessNAS for phones: absolute rows, the head as one, neither skip nor expand told. */
  @Test
  void rowsOfProxylessNasPriceItsSpace() throws FormatException {
    SplittableRandom random = new SplittableRandom(1);
    Map<String, Double> rows = new LinkedHashMap<>();
    double fixed = put(rows, "conv,3,,1,2,3,32,224,224,role=stem;act=relu6", random);
    fixed += put(rows, "conv,1,,1,1,320,1280,7,7,role=final_expand;act=relu6", random);
    fixed += put(rows, "head,,,,,1280,1000,7,7,role=avgpool+fc", random);
    fixed += put(rows, "mbconv,3,1,1,1,32,16,112,112,se=0;act=relu6;skip=0", random);
    int[] widths = {24, 40, 80, 96, 192, 320};
    int[] layers = {4, 4, 4, 4, 4, 1};
    int[] strides = {2, 2, 2, 1, 2, 1};
    List<double[]> choices = new ArrayList<>();
    int side = 112;
    int in = 16;
    for (int stage = 0; stage < widths.length; stage++) {
      for (int layer = 0; layer < layers[stage]; layer++) {
        int stride = layer == 0 ? strides[stage] : 1;
        int out = widths[stage];
        boolean kept = stride == 1 && in == out;
        double[] choice = new double[kept ? 7 : 6];
        for (int i = 0; i < 6; i++) {
          String shape = stride + "," + in + "," + out + "," + side + "," + side;
          String op = "mbconv," + (3 + i / 2 * 2) + "," + (3 + i % 2 * 3) + ",1," + shape;
          choice[i] = put(rows, op + ",se=0;act=relu6;skip=" + (kept ? 1 : 0), random);
        }
        choices.add(choice);
        side /= stride;
        in = out;
      }
    }
    assertThat(rows).hasSize(70);
    requirePrices("proxyless-nas", rows, fixed, choices);
  }

  /** HW-NAS-Bench: a base, and differences to skip at the same place, some of them negative. */
  @Test
  void relativeRowsOfHwNasBenchPriceItsSpace() throws FormatException {
    SplittableRandom random = new SplittableRandom(2);
    Map<String, Double> rows = new LinkedHashMap<>();
    rows.put("base,,,,,,,,,\"all skips, 100 classes\"", 2_838.627995);
    int[] widths = {16, 24, 32, 64, 112, 184, 352};
    int[] layers = {1, 4, 4, 4, 4, 4, 1};
    int[] strides = {1, 1, 2, 2, 1, 2, 1};
    String[] ops = {"3,1,1", "3,1,2", "3,3,1", "3,6,1", "5,1,1", "5,1,2", "5,3,1", "5,6,1"};
    List<double[]> choices = new ArrayList<>();
    int side = 32;
    int in = 16;
    for (int stage = 0; stage < widths.length; stage++) {
      for (int layer = 0; layer < layers[stage]; layer++) {
        int stride = layer == 0 ? strides[stage] : 1;
        String shape = "," + stride + "," + in + "," + widths[stage] + "," + side + "," + side;
        double[] choice = new double[9];
        for (int i = 0; i < 8; i++) {
          String extra = ",se=0;act=relu;relative_to=skip at the same position";
          choice[i] = put(rows, "mbconv," + ops[i] + shape + extra, random) - 30;
        }
        rows.put("skip,,," + shape + ",reference=0", 0.0);
        choices.add(choice);
        side /= stride;
        in = widths[stage];
      }
    }
    rows.replaceAll((row, time) -> row.startsWith("mbconv") ? Double.valueOf(time - 30) : time);
    assertThat(rows).hasSize(109);
    requirePrices("fbnet-v1-cifar", rows, 2_838.627995, choices);
  }

  /** The authors' times on a Pixel 1, where skip takes none. */
  @Test
  void proxylessNasOnItsPhoneTakesWhatIsPublished() throws FormatException, IOException {
    Space space = SpaceCatalog.named("proxyless-nas").space();
    CostTable costs = CostTable.latency(space, ofPixel1(space));
    assertThat(costs.expected(Theta.uniform(space))).isCloseTo(113_988, within(1.0));
    assertThat(costs.cheapest()).isCloseTo(29_609, within(1.0));
    assertThat(costs.dearest()).isCloseTo(191_030, within(1.0));
    int[] all =
        space.choices().stream()
            .mapToInt(choice -> choice.candidates().indexOf("mb_k3_e6_r6"))
            .toArray();
    assertThat(costs.of(all)).isCloseTo(136_466, within(1.0));
  }

  /** The network found on that phone has a stage of 32 channels, which the table does not cover. */
  @Test
  void aPublishedNetworkIsRefusedWithTheRowsThatItsTableLacks()
      throws FormatException, IOException {
    Space mobile = Space.of(ArchitectureCatalog.named("proxyless_mobile").architecture());
    LatencyTable table = ofPixel1(mobile);
    assertThatThrownBy(() -> CostTable.latency(mobile, table))
        .isInstanceOf(MissingLatencyException.class)
        .hasMessageContaining("lacks 3 rows that proxyless_mobile needs")
        .hasMessageContaining("mb_k5_e3_r6 112x112x16 -> 32 stride 2")
        .hasMessageContaining("mb_k3_e3_r6 56x56x32 -> 32 stride 1")
        .hasMessageContaining("mb_k7_e3_r6 56x56x32 -> 40 stride 2");
  }

  private static LatencyTable ofPixel1(Space space) throws FormatException, IOException {
    String name = "/latency/proxylessnas-pixel1.csv";
    try (InputStream file = PublishedTablesTest.class.getResourceAsStream(name)) {
      return LatencyFile.read(file.readAllBytes(), name, space);
    }
  }

  private static void requirePrices(
      String name, Map<String, Double> rows, double fixed, List<double[]> choices)
      throws FormatException {
    Space space = SpaceCatalog.named(name).space();
    String text = text(rows);
    CostTable costs = CostTable.latency(space, read(text, space));
    double uniform = fixed;
    double cheapest = fixed;
    double dearest = fixed;
    for (double[] choice : choices) {
      uniform += Arrays.stream(choice).average().orElseThrow();
      cheapest += Arrays.stream(choice).min().orElseThrow();
      dearest += Arrays.stream(choice).max().orElseThrow();
    }
    assertThat(costs.expected(Theta.uniform(space))).isCloseTo(uniform, within(1e-6));
    assertThat(costs.cheapest()).isCloseTo(cheapest, within(1e-6));
    assertThat(costs.dearest()).isCloseTo(dearest, within(1e-6));
    SplittableRandom random = new SplittableRandom(3);
    for (int run = 0; run < 20; run++) {
      int[] picks = choices.stream().mapToInt(choice -> random.nextInt(choice.length)).toArray();
      double sum = fixed;
      for (int i = 0; i < picks.length; i++) {
        sum += choices.get(i)[picks[i]];
      }
      assertThat(costs.of(picks)).isCloseTo(sum, within(1e-6));
    }
    String lost =
        rows.keySet().stream().filter(row -> row.startsWith("mbconv,5")).findFirst().get();
    rows.remove(lost);
    String shorter = text(rows);
    assertThatThrownBy(() -> CostTable.latency(space, read(shorter, space)))
        .hasMessageContaining("lacks 1 rows that " + name + " needs")
        .hasMessageContaining("\n  mb_k5_e");
  }

  /** Gives a row a time of its own, the same where a shape comes again. */
  private static double put(Map<String, Double> rows, String row, SplittableRandom random) {
    return rows.computeIfAbsent(row, key -> (double) (1 + random.nextInt(20_000)) / 100);
  }

  private static String text(Map<String, Double> rows) {
    StringBuilder text = new StringBuilder(HEADER);
    rows.forEach(
        (row, time) -> text.append("phone,").append(row).append(",").append(time).append(",x\n"));
    return text.toString();
  }

  private static LatencyTable read(String text, Space space) throws FormatException {
    return LatencyFile.read(text.getBytes(StandardCharsets.UTF_8), "/t/phone.csv", space);
  }
}
