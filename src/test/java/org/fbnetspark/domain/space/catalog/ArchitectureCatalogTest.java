package org.fbnetspark.domain.space.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class ArchitectureCatalogTest {

  @ParameterizedTest
  @CsvFileSource(resources = "/networks/published.csv", useHeadersInDisplayName = true)
  void publishedFiguresAreReproducedExactly(String name, long macs, long parameters) {
    Network network = ArchitectureCatalog.named(name).architecture();
    assertThat(network.name()).isEqualTo(name);
    assertThat(network.macs()).isEqualTo(macs);
    assertThat(network.parameters()).isEqualTo(parameters);
  }

  @Test
  void allSixteenNetworksAreChecked() throws java.io.IOException {
    try (var published = getClass().getResourceAsStream("/networks/published.csv")) {
      String table = new String(published.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(ArchitectureCatalog.names())
          .hasSize(16)
          .allSatisfy(name -> assertThat(table).contains("\n" + name + ","));
    }
  }

  @Test
  void networksFitOtherInputsAndClasses() {
    for (String name : ArchitectureCatalog.names()) {
      Network small =
          ArchitectureCatalog.named(name)
              .resized(new ImageShape(32, 32, 3), 4)
              .withClasses(10)
              .architecture();
      Block pool = small.blocks().get(small.blocks().size() - 2);
      assertThat(pool.placement().input().height()).as(name).isEqualTo(4);
      assertThat(small.classes()).as(name).isEqualTo(10);
    }
  }

  @Test
  void unknownNamesGetTheNearestOne() {
    assertThatThrownBy(() -> ArchitectureCatalog.named("fbnet-c"))
        .hasMessageContaining("did you mean FBNet-C?");
    assertThatThrownBy(() -> ArchitectureCatalog.named("resnet"))
        .hasMessageContaining("MobileNetV2)")
        .hasMessageNotContaining("did you mean");
  }
}
