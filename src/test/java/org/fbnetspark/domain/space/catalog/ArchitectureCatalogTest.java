package org.fbnetspark.domain.space.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.train.WeightLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureCatalogTest {

  @ParameterizedTest
  @CsvFileSource(resources = "/networks/published.csv", useHeadersInDisplayName = true)
  void publishedFiguresAreReproducedExactly(String name, long macs, long parameters) {
    Network network = ArchitectureCatalog.named(name).architecture();
    assertThat(network.name()).isEqualTo(name);
    assertThat(network.macs()).isEqualTo(macs);
    assertThat(network.parameters()).isEqualTo(parameters);
  }

  /** ProxylessNAS's authors count scales, shifts and biases too. */
  @ParameterizedTest
  @CsvSource({
    "proxyless_mobile, 4080512",
    "proxyless_mobile_14, 6857568",
    "proxyless_cpu, 4361648",
    "proxyless_gpu, 7119848"
  })
  void networksOfProxylessNasTrainAsManyValuesAsPublished(String name, int values) {
    assertThat(new WeightLayout(ArchitectureCatalog.named(name).architecture()).length())
        .isEqualTo(values);
  }

  /** Those of cells are counted as their authors count, in their own test. */
  private static List<String> ofLayers() {
    return ArchitectureCatalog.names().stream().filter(name -> !name.startsWith("DARTS")).toList();
  }

  @Test
  void allNetworksOfLayersAreChecked() throws java.io.IOException {
    try (var published = getClass().getResourceAsStream("/networks/published.csv")) {
      String table = new String(published.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(ofLayers())
          .hasSize(24)
          .allSatisfy(name -> assertThat(table).contains("\n" + name + ","));
    }
  }

  @Test
  void networksFitOtherInputsAndClasses() {
    for (String name : ofLayers()) {
      Network small =
          ArchitectureCatalog.named(name)
              .resized(new ImageShape(32, 32, 3), 4)
              .withClasses(10)
              .architecture();
      assertThat(small.blocks().stream().filter(block -> block.op() instanceof GlobalPool))
          .as(name)
          .singleElement()
          .satisfies(pool -> assertThat(pool.placement().input().height()).as(name).isEqualTo(4));
      assertThat(small.classes()).as(name).isEqualTo(10);
    }
  }

  /** One digit a layer. */
  @Test
  void theEarliestStridesGo() {
    NetworkDefinition f1 = (NetworkDefinition) ArchitectureCatalog.named("FBNetV2_F1");
    assertThat(strides(f1)).isEqualTo("2121212111112111111");
    assertThat(strides(f1.resized(new ImageShape(32, 32, 3), 4))).isEqualTo("1111212111112111111");
    assertThat(strides(f1.resized(new ImageShape(30, 32, 3), 1))).isEqualTo("2121212111112111111");
    assertThat(strides(f1.resized(new ImageShape(96, 64, 3), 4))).isEqualTo("1121212111112111111");
  }

  private static String strides(NetworkDefinition network) {
    return network.layers().stream()
        .map(layer -> String.valueOf(layer.stride()))
        .collect(Collectors.joining());
  }

  @Test
  void asManyOpsAsLayersAreWanted() {
    assertThatThrownBy(() -> NetworkDefinition.of(FbnetV1.paper(1984), List.of("skip")))
        .hasMessage("fbnet-v1 has 22 layers, but was given 1 ops");
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
