package org.fbnetspark.domain.space.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.train.WeightLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Counts of the authors' code (github.com/quark0/darts at f276dd346a09), without auxiliary heads.
 */
class DartsTest {

  @ParameterizedTest
  @CsvSource({
    "DARTS_V1, 3169414, 501.0", "DARTS_V2, 3349342, 528.4",
    "DARTS_V1_ImageNet, 4510432, 505.9", "DARTS_V2_ImageNet, 4718752, 529.9"
  })
  void publishedNetworksHaveTheirCounts(String name, int trained, double millions) {
    Network network = ArchitectureCatalog.named(name).architecture();
    assertThat(network.name()).isEqualTo(name);
    assertThat(network.fixed()).isTrue();
    assertThat(new WeightLayout(network).length()).isEqualTo(trained);
    assertThat(Math.round(network.macs() / 1e5) / 10.0).isEqualTo(millions);
  }

  @Test
  void hundredClassesCostTheirClassifier() {
    Network network = ArchitectureCatalog.named("DARTS_V2").withClasses(100).architecture();
    assertThat(new WeightLayout(network).length()).isEqualTo(3_401_272);
  }

  @Test
  void theSupernetIsTheAuthors() {
    Space space = SpaceCatalog.named("darts-cifar").space();
    Network network = space.network();
    assertThat(new WeightLayout(network).length()).isEqualTo(1_930_618);
    assertThat(network.macs()).isEqualTo(300_255_744);
    assertThat(space.choices()).hasSize(28);
    assertThat(space.choices())
        .allSatisfy(
            choice ->
                assertThat(choice.candidates())
                    .containsExactly(
                        "none",
                        "max_pool_3x3",
                        "avg_pool_3x3",
                        "skip_connect",
                        "sep_conv_3x3",
                        "sep_conv_5x5",
                        "dil_conv_3x3",
                        "dil_conv_5x5"));
    assertThat(network.conditions()).hasSize(224);
    assertThat(
            network.nodes().stream()
                .flatMap(node -> node.branches().stream())
                .filter(branch -> !branch.when().always()))
        .hasSize(8 * 14 * 8);
  }

  /** Reductions are the third and the sixth of eight cells; they halve what their inputs give. */
  @Test
  void reductionsHalveAndDouble() {
    Network network = SpaceCatalog.named("darts-cifar").space().network();
    for (int cell = 1; cell <= 8; cell++) {
      int width = cell < 3 ? 16 : cell < 6 ? 32 : 64;
      int side = cell < 3 ? 32 : cell < 6 ? 16 : 8;
      int output = indexOf(network, "cell" + cell + ".output");
      Node node = network.nodes().get(output);
      assertThat(node.join()).isEqualTo(Join.CONCAT);
      assertThat(node.branches().stream().map(Branch::from))
          .containsExactly(output - 4, output - 3, output - 2, output - 1);
      assertThat(network.shapes().get(output)).hasToString(side + "x" + side + "x" + 4 * width);
      String before = cell == 4 || cell == 7 ? "reduce_plain" : "relu_conv_k1_plain";
      assertThat(opsOf(network, "cell" + cell + ".input0")).containsExactly(before);
      int stride = cell == 3 || cell == 6 ? 2 : 1;
      String skip = stride == 2 ? "reduce_plain" : "skip";
      assertThat(opsOf(network, "cell" + cell + ".node3").subList(8, 24))
          .containsExactly(
              "none",
              "max_k3_norm",
              "avg_k3_norm",
              skip,
              "sep_k3_plain",
              "sep_k5_plain",
              "dil_k3_plain",
              "dil_k5_plain",
              "none",
              "max_k3_norm",
              "avg_k3_norm",
              "skip",
              "sep_k3_plain",
              "sep_k5_plain",
              "dil_k3_plain",
              "dil_k5_plain");
    }
  }

  private static int indexOf(Network network, String name) {
    return network.nodes().stream().map(Node::name).toList().indexOf(name);
  }

  private static List<String> opsOf(Network network, String name) {
    return network.nodes().get(indexOf(network, name)).branches().stream()
        .map(Branch::op)
        .map(Op::code)
        .toList();
  }
}
