package org.fbnetspark.domain.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.testing.SmallCells;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenotypeTest {

  @Test
  void textIsReadAgain() {
    Genotype genotype = SmallCells.GENOTYPE;
    assertThat(genotype.text())
        .isEqualTo(
            "Genotype(normal=[('sep_conv_3x3', 0), ('dil_conv_5x5', 1), ('skip_connect', 0),"
                + " ('avg_pool_3x3', 2)], normal_concat=range(2, 4),"
                + " reduce=[('max_pool_3x3', 0), ('skip_connect', 1), ('sep_conv_5x5', 2),"
                + " ('dil_conv_3x3', 0)], reduce_concat=range(2, 4))");
    assertThat(Genotype.parse(genotype.text())).isEqualTo(genotype);
    assertThat(Genotype.parse(genotype.text().replace("range(2, 4)", "[2, 3]").replace('\'', '"')))
        .isEqualTo(genotype);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DARTS_V1", "DARTS_V2", "DARTS_V2_ImageNet"})
  void aNetworkOfCellsTellsItsGenotype(String name) {
    Network network = ArchitectureCatalog.named(name).architecture();
    CellNetwork table = (CellNetwork) ArchitectureCatalog.named(name);
    assertThat(Genotype.of(network)).contains(table.genotype());
  }

  @Test
  void otherNetworksHaveNone() {
    assertThat(Genotype.of(ArchitectureCatalog.named("FBNet-A").architecture())).isEmpty();
    assertThat(Genotype.of(SmallCells.everyOp())).isEmpty();
    assertThat(Genotype.of(SmallCells.SPACE.network())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ('max_pool_3x3', 0) | ('max_pool_3x3', 4) | reads a place that is not before it
          'max_pool_3x3' | 'max_pool_9x9' | No op of a cell is named max_pool_9x9
          ('max_pool_3x3', 0), | '' | needs 2 edges for each
          ('max_pool_3x3', 0) | ('max_pool_3x3' 0) | Edges of a genotype read
          reduce_concat=range(2, 4) | reduce_concat=range(3, 4) | All nodes of a cell are concatenated
          Genotype( | Genome( | A genotype reads
          """)
  void whatIsNoGenotypeIsRefused(String part, String other, String reason) {
    String text = SmallCells.GENOTYPE.text().replace(unquoted(part), unquoted(other));
    assertThatThrownBy(() -> Genotype.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  private static String unquoted(String cell) {
    return cell == null ? "" : cell;
  }
}
