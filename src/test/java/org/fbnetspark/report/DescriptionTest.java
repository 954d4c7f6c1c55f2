package org.fbnetspark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.testing.Layers;
import org.fbnetspark.testing.ToyGraph;
import org.junit.jupiter.api.Test;

class DescriptionTest {

  private static final Space TINY = SpaceCatalog.named("tiny").space();

  @Test
  void networksAreListedLayerByLayer() {
    String text =
        Description.text(ArchitectureCatalog.named("FBNet-C").architecture(), Optional.empty());
    assertThat(text)
        .startsWith("Architecture FBNet-C, input 224x224x3, 1000 classes\n")
        .containsPattern("stage2.layer1 +mb_k3_e6 +112x112x16 +56x56x24 +2 +29,202,432 +4,704\n")
        .contains("MACs        384,960,160\n")
        .contains("parameters  5,526,832\n")
        .doesNotContain("latency");
  }

  @Test
  void networksOfCellsTellTheirGenotypeAndAllThatIsTrained() {
    String text =
        Description.text(ArchitectureCatalog.named("DARTS_V2").architecture(), Optional.empty());
    assertThat(text)
        .contains("trained     3,349,342 values")
        .contains("genotype    Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ");
    Space space = SpaceCatalog.named("darts-cifar").space();
    assertThat(Description.text(space, Optional.empty()))
        .contains("choices        28\n")
        .contains("trained        1,930,618 values");
  }

  @Test
  void spacesAreListedWithRangesAndTheirSize() {
    String text = Description.text(SpaceCatalog.named("fbnet-v1").space(), Optional.empty());
    assertThat(text)
        .contains("9 candidates")
        .contains("architectures  984,770,902,183,611,232,881\n")
        .contains("candidates     mb_k3_e1 mb_k3_e1_g2 ")
        .contains("MACs, 13,097,712 parameters\n");
    assertThat(text.lines()).hasSize(1 + 1 + 1 + 26 + 1 + 7);
  }

  @Test
  void nodesAreListedAtTheirLargestWidths() {
    String text = Description.text(SpaceCatalog.named("fbnet-v2-cifar").space(), Optional.empty());
    assertThat(text)
        .containsPattern("stage7.layer1 +10 candidates +8x8x80 +8x8x112 +1 ")
        .contains("candidates of resolution: 16 24 32\n");
  }

  @Test
  void graphsAreListedNodeByNodeAndBlockByBlock() {
    Space toy = ToyGraph.space();
    assertThat(Description.text(toy, Optional.empty()))
        .containsPattern("wide +3 candidates +8x8x8 +8x8x16 ")
        .contains("candidates of middle: 4 12\n")
        .contains("choices        6\n", "architectures  96\n");
    Network network = toy.at(new int[] {0, 1, 0, 1, 1, 0});
    assertThat(Description.text(network, Optional.empty()))
        .containsPattern("wide +mb_k3_m12 +6x6x8 +6x6x8 ")
        .containsPattern("right +conv_k3 .*\nright +conv_k1 ");
  }

  @Test
  void latenciesComeFromTheTable() {
    Network network = TINY.at(new int[6]).named("n");
    assertThat(Description.text(network, Optional.of(latencies(TINY))))
        .contains("parameters  latency us\n")
        .containsPattern("stage1.layer1 .* 1,500\\.0\n")
        .contains("latency     9.250 ms on phone (tool 1, fp32, batch 1, threads 4)\n");
    assertThat(Description.text(TINY, Optional.of(latencies(TINY))))
        .containsPattern("stage1.layer1 .* 1,500\\.0 - 1,508\\.0\n")
        .contains("latency        9.250 ms to 9.298 ms, mean 9.274 ms on phone");
  }

  @Test
  void missingRowsAreTold() {
    Space other = SpaceCatalog.named("fbnet-v1").space();
    assertThatThrownBy(() -> Description.text(other, Optional.of(latencies(TINY))))
        .hasMessageContaining("lacks 108 rows that fbnet-v1 needs");
  }

  @Test
  void columnsAreAligned() {
    TextTable table = new TextTable(List.of("name", "n"), Set.of(1));
    table.add(List.of("a", "10,000"));
    assertThat(table).hasToString("name       n\na     10,000\n");
    assertThatThrownBy(() -> table.add(List.of("a"))).hasMessageContaining("needs 2 cells");
  }

  private static LatencyTable latencies(Space space) {
    LatencyTable.Builder builder =
        LatencyTable.builder(new LatencySetting("phone", "tool 1", "fp32", 1, 4)).baseMicros(250);
    for (ChainLayer layer : Layers.open(space)) {
      int extra = 0;
      for (Op op : layer.candidates()) {
        builder.add(LatencyKey.of(op, layer.placement()), new LatencyRow(1_500 + extra++));
      }
    }
    return builder.build();
  }
}
