package org.fbnetspark.domain.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.MaskedDefinition.Row;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.domain.theta.Theta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedSpaceTest {

  private static final MaskedDefinition SMALL =
      new MaskedDefinition(
          "small",
          List.of(new ImageShape(8, 8, 3), new ImageShape(12, 12, 3)),
          new LayerwiseDefinition.Stem(3, 8, 2),
          List.of(row(List.of(8, 12), true, 2, 1), row(List.of(8, 16), false, 2, 2)),
          24,
          5);

  private static Row row(List<Integer> widths, boolean shared, int layers, int stride) {
    return new Row(
        widths,
        List.of(0.75, 2.0),
        List.of(MaskedDefinition.SKIP, 3),
        List.of(Activation.RELU),
        List.of(false),
        layers,
        stride,
        shared);
  }

  private static int[] picks(Space space, String... words) {
    int[] picks = new int[space.choices().size()];
    for (String word : words) {
      String[] pick = word.split("=");
      int choice =
          IntStream.range(0, picks.length)
              .filter(i -> space.choices().get(i).name().equals(pick[0]))
              .findFirst()
              .orElseThrow();
      picks[choice] = space.choices().get(choice).candidates().indexOf(pick[1]);
    }
    return picks;
  }

  private static List<String> blocks(Network network) {
    return network.blocks().stream()
        .map(
            block ->
                block.op().code()
                    + " "
                    + block.placement().input()
                    + " "
                    + block.placement().outChannels())
        .toList();
  }

  /** FP-NAS's Tables 1 and 2 with the blocks of a row alike, times four inputs. */
  @Test
  void theSizeOfThePapersSpaceIsExact() {
    Space space = SpaceCatalog.named("fbnet-v2-f").space();
    assertThat(space.size())
        .isEqualTo(new BigInteger("2695612494689630945280000").multiply(BigInteger.valueOf(4)));
    assertThat(space.choices()).hasSize(1 + 4 + 9 * 5);
  }

  @Test
  void rowsShareTheirChoicesOrNot() {
    assertThat(SMALL.space().choices())
        .extracting(Choice::name)
        .containsExactly(
            "resolution",
            "stage1.width",
            "stage1.expansion",
            "stage1.kernel",
            "stage2.layer1.width",
            "stage2.layer1.expansion",
            "stage2.layer1.kernel",
            "stage2.layer2.width",
            "stage2.layer2.expansion",
            "stage2.layer2.kernel");
  }

  @Test
  void whatIsPickedIsAPlainNetwork() {
    Space space = SMALL.space();
    int[] picks =
        picks(
            space,
            "resolution=12",
            "stage1.width=12",
            "stage1.expansion=2.0",
            "stage1.kernel=k3",
            "stage2.layer1.width=16",
            "stage2.layer1.expansion=0.75",
            "stage2.layer1.kernel=k3",
            "stage2.layer2.width=8",
            "stage2.layer2.kernel=skip");
    assertThat(blocks(space.at(picks)))
        .containsExactly(
            "conv_k3_hs 12x12x3 8",
            "mb_k3_m16 6x6x8 12",
            "mb_k3_m24 6x6x12 12",
            "mb_k3_m16 6x6x12 16",
            "conv_k1 3x3x16 8",
            "conv_k1_hs 3x3x8 24",
            "pool 3x3x24 24",
            "fc 1x1x24 5");
    int[] narrow =
        picks(space, "stage1.kernel=skip", "stage2.layer1.width=8", "stage2.layer1.kernel=skip");
    assertThat(blocks(space.at(narrow)))
        .containsExactly(
            "conv_k3_hs 8x8x3 8",
            "skip 4x4x8 8",
            "skip 4x4x8 8",
            "skip 4x4x8 8",
            "skip 2x2x8 8",
            "conv_k1_hs 2x2x8 24",
            "pool 2x2x24 24",
            "fc 1x1x24 5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fbnet-v2-f", "fbnet-v2-cifar"})
  void costsAreThoseOfTheArchitectures(String name) {
    Space space = SpaceCatalog.named(name).space();
    CostTable macs = CostTable.macs(space);
    CostTable parameters = CostTable.parameters(space);
    SplittableRandom random = new SplittableRandom(5);
    for (int run = 0; run < 200; run++) {
      int[] picks = Arrays.stream(space.candidates()).map(random::nextInt).toArray();
      Network network = space.at(picks);
      assertThat(macs.of(picks)).isEqualTo(network.macs());
      assertThat(parameters.of(picks)).isEqualTo(network.parameters());
      assertThat(macs.of(picks)).isBetween(macs.cheapest(), macs.dearest());
      for (Block block : network.blocks()) {
        if (block.op() instanceof MbConv mb && mb.middle() > 0) {
          assertThat(mb.middle() % 8).isZero();
        }
      }
    }
  }

  @Test
  void expectedCostsAreMeansOverAllArchitectures() {
    Space space = SMALL.space();
    SplittableRandom random = new SplittableRandom(6);
    double[][] logits = new double[space.choices().size()][];
    Arrays.setAll(logits, i -> random.doubles(space.candidates()[i], -1, 1).toArray());
    Theta theta = Theta.of(logits);
    CostTable macs = CostTable.macs(space);
    double[] mean = new double[1];
    int[] all = IntStream.range(0, logits.length).toArray();
    Combinations.each(
        all,
        space.candidates(),
        picks -> mean[0] += Math.exp(theta.logProbability(picks)) * space.at(picks).macs());
    assertThat(macs.expected(theta)).isCloseTo(mean[0], within(1e-6 * mean[0]));
  }

  @Test
  void aSpaceFitsOtherImages() {
    MaskedDefinition fitted = SMALL.resized(new ImageShape(24, 24, 1), 4).withClasses(3);
    assertThat(fitted.inputs())
        .containsExactly(new ImageShape(16, 16, 1), new ImageShape(24, 24, 1));
    assertThat(fitted.space().network().classes()).isEqualTo(3);
    assertThat(SMALL.resized(new ImageShape(8, 8, 3), 4).stem().stride()).isEqualTo(1);
  }

  @Test
  void noInputIsLargerThanTheImages() {
    assertThat(SMALL.resized(new ImageShape(1, 1, 3), 1).inputs())
        .containsExactly(new ImageShape(1, 1, 3));
    assertThat(SMALL.resized(new ImageShape(1, 12, 3), 1).inputs())
        .containsExactly(new ImageShape(1, 8, 3), new ImageShape(1, 12, 3));
  }

  @Test
  void everythingThatIsWrongIsTold() {
    Row wrong =
        new Row(List.of(8, 8), List.of(0.0), List.of(4), List.of(), List.of(true), 0, 9, true);
    assertThatThrownBy(
            () ->
                new MaskedDefinition(
                    "own",
                    List.of(new ImageShape(8, 8, 3), new ImageShape(8, 8, 3)),
                    new LayerwiseDefinition.Stem(2, 8, 1),
                    List.of(wrong),
                    0,
                    5))
        .isInstanceOf(InvalidSpaceException.class)
        .hasMessageContainingAll(
            "stem.kernel must be odd, but was 2",
            "last-width must be from 1 to 65536, but was 0",
            "sides must rise",
            "rows[0].widths must name something, each of it once, but was [8, 8]",
            "rows[0].expansions must be above 0 and at most 99, but was 0.0",
            "rows[0].kernels must be 0 (skip), 3, 5 or 7, but was 4",
            "rows[0].activations must name something",
            "rows[0].layers must be from 1 to 1000, but was 0",
            "rows[0].stride must be from 1 to 4, but was 9");
  }
}
