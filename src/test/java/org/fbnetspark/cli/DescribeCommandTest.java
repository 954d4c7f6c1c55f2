package org.fbnetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fbnetspark.domain.space.CellNetwork;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.model.GenotypeJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescribeCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void publishedNetworkHasItsPublishedFigures() throws IOException {
    Commands run = Commands.run("describe", "--architecture", "MobileNetV2", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode document = JSON.readTree(run.out());
    assertThat(document.get("macs").asLong()).isEqualTo(300_774_272L);
    assertThat(document.get("layers").size()).isPositive();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void standardOutputIsOneDocument() throws IOException {
    Commands run = Commands.run("describe", "--space", "fbnet-v1", "--json");
    try (var documents = JSON.readerFor(JsonNode.class).readValues(run.out())) {
      assertThat(documents.readAll()).hasSize(1);
    }
  }

  /** As published: all that is trained, without auxiliary classifiers. */
  @ParameterizedTest
  @CsvSource({
    "--architecture, DARTS_V1, 3169414",
    "--architecture, DARTS_V2, 3349342",
    "--architecture, DARTS_V2_ImageNet, 4718752",
    "--space, darts-cifar, 1930618"
  })
  void networksAndSpacesOfCellsHaveTheirPublishedCounts(String kind, String name, long trained)
      throws IOException {
    Commands run = Commands.run("describe", kind, name, "--json");
    assertThat(JSON.readTree(run.out()).get("trained").longValue()).isEqualTo(trained);
  }

  @Test
  void aGenotypeFileIsDescribedAtItsDepthAndWidth() throws IOException {
    Path file = folder.resolve("genotype.json");
    Files.write(file, GenotypeJson.write((CellNetwork) ArchitectureCatalog.named("DARTS_V1")));
    assertThat(Commands.run("describe", "--architecture", file.toString()).out())
        .isEqualTo(Commands.run("describe", "--architecture", "DARTS_V1").out());
  }

  @Test
  void architectureFileIsDescribedAsItsName() throws IOException {
    Path file = folder.resolve("architecture.json");
    Files.write(
        file, ArchitectureJson.write(ArchitectureCatalog.named("MobileNetV2").architecture()));
    Commands byFile = Commands.run("describe", "--architecture", file.toString());
    Commands byName = Commands.run("describe", "--architecture", "MobileNetV2");
    assertThat(byFile.code()).as(byFile.err()).isZero();
    assertThat(byFile.out()).isEqualTo(byName.out());
  }

  @Test
  void spaceIsTakenFromNameFileOrConfiguration() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.conf"), "space.name = tiny");
    Commands byName = Commands.run("describe", "--space", "tiny");
    assertThat(byName.code()).as(byName.err()).isZero();
    assertThat(Commands.run("describe", "--space", file.toString())).isEqualTo(byName);
    assertThat(Commands.run("describe", "--config", file.toString())).isEqualTo(byName);
    assertThat(Commands.run("describe", "--set", "space.name=tiny")).isEqualTo(byName);
  }

  @Test
  void partsOfTheSpaceCanBeSet() {
    Commands run = Commands.run("describe", "--space", "tiny", "--set", "space.input=[64,64,3]");
    assertThat(run.out()).contains("64x64x3");
  }

  @Test
  void helpListsTheNames() {
    Commands run = Commands.run("describe", "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("MobileNetV2", "fbnet-v1", "Exit codes", "Examples");
  }
}
