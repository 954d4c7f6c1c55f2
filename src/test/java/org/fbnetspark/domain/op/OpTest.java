package org.fbnetspark.domain.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.testing.SmallCells;
import org.fbnetspark.testing.SmallNets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mb_k3_e1",
        "mb_k5_e1_g2",
        "mb_k33_e6",
        "mb_k7_e3",
        "mb_k3_e1_noexpand",
        "mb_k5_e1_g2_noexpand",
        "mb_k5_e6_se",
        "mb_k5_e6_hs",
        "mb_k5_m36_se",
        "mb_k7_e3_r6",
        "mb_k3_e1_noexpand_r6",
        "mb_k33_e6_g2_se_r6",
        "conv_k3_r6",
        "hidden_r6",
        "mb_k3_e3_g2_se_hs",
        "mb_k33_e1_g2_noexpand_se_hs",
        "conv_k1_hs",
        "conv_k3_hs",
        "skip",
        "pool",
        "hidden",
        "hidden_hs",
        "fc",
        "conv_k1",
        "conv_k3",
        "sep_k5",
        "sep_k3_plain",
        "dil_k7_plain",
        "max_k3",
        "avg_k3_norm",
        "reduce",
        "reduce_plain",
        "bare_conv_k3",
        "relu_conv_k1_plain",
        "none",
        "aux",
        "aux_bare"
      })
  void codesAreReadBack(String code) {
    assertThat(OpCode.parse(code)).map(Op::code).contains(code);
  }

  /** What is searched can be read again: there is no op without a code that is read as it. */
  @Test
  void anOpThatNoCodeIsReadAsCannotBeMade() {
    List<Supplier<Op>> makers = new ArrayList<>();
    for (int i = 0; i <= 12; i++) {
      int number = i;
      makers.add(() -> new Conv(number));
      makers.add(() -> new MbConv(number, 6, 1));
      makers.add(() -> new MbConv(3, 9 * number, 1));
      makers.add(() -> new MbConv(3, 1, number));
      makers.add(() -> new MbConv(3, 6, 1).withMiddle(100 * number));
      makers.add(() -> new MbConv(3, 1, 1, number, true));
    }
    int made = 0;
    for (Supplier<Op> maker : makers) {
      try {
        Op op = maker.get();
        assertThat(OpCode.parse(op.code())).contains(op);
        made++;
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("needs a");
      }
    }
    assertThat(made).isEqualTo(4 + 3 + 11 + 9 + 12 + 2);
  }

  @Test
  void everyBlockIsTheOneThatItsCodeIsReadAs() {
    List<Op> ops = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (int kernel : new int[] {3, 5, 7}) {
        ops.add(new Conv(kernel, activation));
        for (int i = 0; i < 1 << 5; i++) {
          int expansion = (i & 1) == 0 ? 1 : 11;
          int groups = (i & 2) == 0 ? 1 : 3;
          int layers = (i & 4) == 0 ? 1 : 2;
          boolean always = (i & 8) == 0;
          boolean squeezes = (i & 16) == 0;
          ops.add(new MbConv(kernel, expansion, groups, layers, always, squeezes, activation));
        }
      }
    }
    assertThat(ops.stream().map(Op::code)).doesNotHaveDuplicates();
    assertThat(ops).allSatisfy(op -> assertThat(OpCode.parse(op.code())).contains(op));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mb",
        "mb_k4_e1",
        "mb_k35_e1",
        "mb_k3_e0",
        "mb_k3_e100",
        "SKIP",
        "mb_k3_e1_g1",
        "mb_k3_e1_hs_se",
        "mb_k3_e1_se_noexpand",
        "mb_k3_e1_hs_hs",
        "mb_k3_e1_hs_r6",
        "mb_k3_e1_r6_se",
        "mb_k3_e1_r7",
        "skip_r6",
        "conv_k3_se",
        "skip_hs",
        "hidden_se"
      })
  void otherCodesAreNoOp(String code) {
    assertThat(OpCode.parse(code)).isEmpty();
  }

  /** Fewer zeros than digits: thousands of multiply-accumulates per layer at 224x224. */
  @ParameterizedTest
  @CsvSource({
    "mb_k3_e1, 16, 16, 1, 112, 8229", "mb_k3_e1_g2, 16, 24, 2, 112, 2659",
    "mb_k5_e3, 24, 32, 2, 56, 8637", "mb_k5_e6, 112, 184, 2, 14, 21634",
    "skip, 184, 352, 1, 7, 3174", "skip, 184, 184, 1, 7, 0"
  })
  void costsAreThePublishedOnes(
      String code, int in, int out, int stride, int side, long thousands) {
    Placement at = new Placement(new ImageShape(side, side, in), out, stride);
    assertThat(Math.round(OpCode.parse(code).orElseThrow().macs(at) / 1e3)).isEqualTo(thousands);
  }

  /** Middle channels and the squeezed ones of the blocks of MobileNetV3 (its authors' code). */
  @ParameterizedTest
  @CsvSource({
    "16, 8",
    "64, 16",
    "72, 24",
    "96, 24",
    "120, 32",
    "144, 40",
    "240, 64",
    "288, 72",
    "480, 120",
    "576, 144",
    "672, 168",
    "960, 240"
  })
  void aQuarterOfTheChannelsIsSqueezedTo(int middle, int squeezed) {
    Placement at = new Placement(new ImageShape(7, 7, middle), 8, 1);
    MbConv block = new MbConv(3, 1, 1, 1, true, true, Activation.RELU);
    assertThat(block.squeezedChannels(at)).isEqualTo(squeezed);
  }

  /** 40 x 120 expanding, 5 x 5 x 120, twice 120 x 32 for each example, 120 x 48 at stride 2. */
  @Test
  void squeezeExcitationCostsItsWeightsOncePerExample() {
    Op op = OpCode.parse("mb_k5_e3_se_hs").orElseThrow();
    Placement at = new Placement(new ImageShape(14, 14, 40), 48, 2);
    assertThat(op.parameters(at)).isEqualTo(4_800 + 3_000 + 7_680 + 5_760);
    assertThat(op.macs(at)).isEqualTo(196 * 4_800 + 49 * (3_000 + 5_760) + 7_680);
  }

  @Test
  void anActivationCostsNothing() {
    Placement at = new Placement(new ImageShape(14, 14, 40), 48, 2);
    assertThat(OpCode.parse("mb_k5_e3_hs").orElseThrow().macs(at))
        .isEqualTo(new MbConv(5, 3, 1).macs(at));
    assertThat(new Conv(3, Activation.HARD_SWISH).macs(at)).isEqualTo(new Conv(3).macs(at));
  }

  @Test
  void aHiddenLayerCostsItsWeights() {
    Placement at = new Placement(new ImageShape(1, 1, 1344), 1600, 1);
    assertThat(new Hidden(Activation.HARD_SWISH).parameters(at)).isEqualTo(2_150_400);
    assertThat(new Hidden(Activation.HARD_SWISH).macs(at)).isEqualTo(2_150_400);
    assertThat(new Hidden(Activation.RELU).output(at)).isEqualTo(new ImageShape(1, 1, 1600));
  }

  /** The compiler names what a new op lacks, but for its code. */
  @Test
  void everyKindOfOpHasACode() {
    Stream<String> codes =
        Stream.of(
            "conv_k3",
            "mb_k3_e1",
            "skip",
            "pool",
            "hidden",
            "fc",
            "sep_k3",
            "max_k3",
            "reduce",
            "relu_conv_k1",
            "none",
            "aux");
    assertThat(codes.map(code -> OpCode.parse(code).orElseThrow().getClass().getName()))
        .containsExactlyInAnyOrderElementsOf(kinds());
  }

  /** It is what engines, exports and figures are held to each other on. */
  @Test
  void everyKindOfOpIsInTheNetworkOfTheOthersTests() {
    assertThat(
            Stream.of(SmallNets.everyOp(), SmallCells.everyOp())
                .flatMap(network -> network.blocks().stream())
                .map(layer -> layer.op().getClass().getName()))
        .containsAll(kinds());
  }

  private static List<String> kinds() {
    return Stream.of(Op.class.getPermittedSubclasses()).map(Class::getName).toList();
  }

  @Test
  void anOpThatIsNoneIsNamedWithWhatMayBeMeant() {
    assertThat(OpCode.parse("shuffle_k3")).isEmpty();
    assertThat(OpCode.unknown("shuffle_k3")).startsWith("No op has the code shuffle_k3");
    assertThat(OpCode.unknown("mb_k3_e66")).contains("mb_k3_e6");
  }

  @Test
  void opsRefusePlacesTheyDoNotFit() {
    ImageShape shape = new ImageShape(8, 8, 15);
    assertThatThrownBy(() -> new MbConv(3, 1, 2).output(new Placement(shape, 16, 1)))
        .hasMessageContaining("divisible by 2, but was 15 to 16");
    assertThatThrownBy(() -> new Hidden(Activation.RELU).output(new Placement(shape, 16, 1)))
        .hasMessage("hidden needs a map of 1x1, but was 8x8x15");
  }
}
