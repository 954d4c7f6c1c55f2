package org.fbnetspark.format.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.testing.Golden;
import org.fbnetspark.testing.ToyGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureJsonTest {

  private static final Space TINY = SpaceCatalog.named("tiny").space();
  private static final Network EXAMPLE = TINY.at(new int[] {8, 3, 8, 7, 5, 0}).named("example");

  @Test
  void theGoldenFileIsReadAndWritten() throws IOException {
    assertThat(ArchitectureJson.read(golden().getBytes(StandardCharsets.UTF_8), "golden"))
        .isEqualTo(EXAMPLE);
    assertThat(ArchitectureJson.write(EXAMPLE)).asString().isEqualTo(golden());
  }

  @Test
  void anyArchitectureComesBack() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      int[] picks = new SeedTree(seed).generator().ints(6, 0, 9).toArray();
      Network architecture = TINY.at(picks).named("seed " + seed);
      assertThat(ArchitectureJson.read(ArchitectureJson.write(architecture), "a"))
          .isEqualTo(architecture);
    }
    for (String name : ArchitectureCatalog.names()) {
      Network network = ArchitectureCatalog.named(name).architecture();
      assertThat(ArchitectureJson.read(ArchitectureJson.write(network), name)).isEqualTo(network);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\": 2 | \"version\": 7 | version: this release reads versions 1 to 2, but was 7",
        "mb_k3_e6 | mbk3_e6 | layers[2].op: No op has the code mbk3_e6; did you mean mb_k3_e6?",
        "mb_k3_e6 | skip | macs: must be",
        "\"classes\": 10 | \"classes\": 11 | classes: must be 10 for these layers, but was 11",
        "\"parameters\": | \"weights\": 1, \"parameters\": | weights: is not known",
        "\"input\": [ 32, 32, 3 ] | \"input\": [ 16, 16, 3 ] | layers[0].input: must be 16x16x3",
        "\"output\": [ 16, 16, 8 ] | \"output\": [ 32, 32, 8 ] | layers[0].output: of conv_k3 must"
            + " be",
        "\"output\": [ 16, 16, 8 ] | \"output\": [ 16, 16, 9 ] | layers[1].input: must be 16x16x9",
        "\"stride\": 2 | \"stride\": 0 | layers[0].stride: must be a whole number from 1 to 16",
        "\"stride\": 2 | \"stride\": 1e9 | layers[0].stride: must be a whole number",
        "\"op\": \"fc\" | \"op\": \"conv_k1\" | layers[9].op: of the last layer must be fc",
        "\"input\": [ 32, 32, 3 ] | \"input\": [ 32, 99999, 3 ] | input: must be [height, width",
        "\"name\": \"stem\" | \"name\": 3 | layers[0].name: must be text",
        "stage2.layer2 | stage2.layer1 | layers: Network example has two nodes named stage2.layer1",
        "\"layers\": [ | \"layers\": [ 3, | layers[0]: must be a JSON object"
      })
  void whatDoesNotFitIsRefusedWithItsField(String intact, String wrong, String message)
      throws IOException {
    String file = golden().replaceFirst(Pattern.quote(intact), wrong);
    assertThat(file).isNotEqualTo(golden());
    assertThatThrownBy(
            () -> ArchitectureJson.read(file.getBytes(StandardCharsets.UTF_8), "/r/arch.json"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("/r/arch.json, ")
        .hasMessageContaining(message);
  }

  @Test
  void theFirstVersionIsRead() throws IOException {
    assertThat(
            ArchitectureJson.read(
                Golden.text("architecture-v1.json").getBytes(StandardCharsets.UTF_8), "golden"))
        .isEqualTo(EXAMPLE);
    String later =
        Golden.text("architecture-v1.json")
            .replaceFirst("\"op\"", "\"inputs\": [ \"input\" ], \"op\"");
    assertThatThrownBy(() -> ArchitectureJson.read(later.getBytes(StandardCharsets.UTF_8), "a"))
        .hasMessageContaining("layers[0].inputs: is not known");
  }

  @Test
  void anyGraphComesBack() throws IOException {
    for (int[] picks : ToyGraph.picks()) {
      Network network = ToyGraph.space().at(picks);
      if (network.outputs().get(0).weight() == 1) {
        assertThat(ArchitectureJson.read(ArchitectureJson.write(network), "toy"))
            .isEqualTo(network);
      }
    }
    assertThatThrownBy(() -> ArchitectureJson.write(ToyGraph.space().network()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"inputs\": [ \"left\", \"right\" ] | \"inputs\": [ \"left\", \"mix\" ] |"
            + " layers[4].inputs: must be layers before this one, but had mix",
        "\"inputs\": [ \"left\", \"right\" ] | \"inputs\": [ \"left\" ] | layers[4].inputs: must be"
            + " 2",
        "\"join\": \"concat\" | \"join\": \"max\" | layers[4].join: must be sum, concat or"
            + " learned_sum",
        "\"join\": \"concat\" | \"join\": \"sum\" | layers[4].branches[0].output: must be 8x8x16 as"
            + " of the layer",
        "\"name\": \"left\" | \"name\": \"input\" | layers[2].name: must not be input"
      })
  void whatDoesNotFitAGraphIsRefusedWithItsField(String intact, String wrong, String message)
      throws IOException {
    String file =
        new String(
            ArchitectureJson.write(ToyGraph.space().at(new int[] {0, 0, 0, 0, 0, 0})),
            StandardCharsets.UTF_8);
    String damaged = file.replaceFirst(Pattern.quote(intact), wrong);
    assertThat(damaged).isNotEqualTo(file);
    assertThatThrownBy(
            () -> ArchitectureJson.read(damaged.getBytes(StandardCharsets.UTF_8), "/r/arch.json"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  private static String golden() throws IOException {
    return Golden.text("architecture-v2.json");
  }
}
