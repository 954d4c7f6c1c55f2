package org.fbnetspark.format.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.CellMacro;
import org.fbnetspark.domain.space.CellNetwork;
import org.fbnetspark.domain.space.CellStem;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.testing.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenotypeJsonTest {

  private static final String FILE = "genotype-v1.json";

  private static CellNetwork network() {
    CellNetwork published = (CellNetwork) ArchitectureCatalog.named("DARTS_V2");
    CellMacro macro = new CellMacro(new ImageShape(32, 32, 3), 10, CellStem.CIFAR, 8, 16);
    return new CellNetwork("shallow", macro, published.genotype());
  }

  @Test
  void theGoldenFileIsWrittenAndRead() throws IOException {
    assertThat(GenotypeJson.write(network())).isEqualTo(Golden.bytes(FILE));
    assertThat(GenotypeJson.claimed(Golden.bytes(FILE))).isTrue();
    assertThat(GenotypeJson.claimed(Golden.bytes("architecture-v2.json"))).isFalse();
    CellNetwork read = GenotypeJson.read(Golden.bytes(FILE), FILE);
    assertThat(read).isEqualTo(network());
  }

  /** The published depth and width, told in the file. */
  @Test
  void anyDepthAndWidthMayBeTold() throws IOException {
    String deep =
        Golden.text(FILE)
            .replaceFirst("\"cells\": 8", "\"cells\": 20")
            .replaceFirst("\"width\": 16", "\"width\": 36");
    CellNetwork read = GenotypeJson.read(deep.getBytes(StandardCharsets.UTF_8), FILE);
    assertThat(new WeightLayout(read.architecture()).length()).isEqualTo(3_349_342);
  }

  @ParameterizedTest
  @CsvSource({
    "cells\": 8, cells\": 201, cells",
    "cells\": 8, cells\": 2, cells",
    "width\": 16, width\": 0, width",
    "cifar, mnist, must be cifar or imagenet",
    "sep_conv_3x3, sep_conv_4x4, No op of a cell is named sep_conv_4x4",
    "genotype\", genotipe\", genotipe"
  })
  void whatDoesNotFitIsRefused(String part, String other, String reason) throws IOException {
    byte[] changed = Golden.text(FILE).replaceFirst(part, other).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> GenotypeJson.read(changed, FILE))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(reason);
  }
}
