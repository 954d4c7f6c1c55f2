package org.fbnetspark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("experiment.conf"), text);
  }

  private static long seed(ConfigFile config) {
    return config.read(keys -> keys.longInteger("seed"));
  }

  @Test
  void fileOverridesDefaultsAndSetOverridesFile() throws IOException {
    Optional<Path> file = Optional.of(file("seed = 7"));
    assertThat(seed(ConfigFile.load(file, List.of()))).isEqualTo(7);
    assertThat(seed(ConfigFile.load(file, List.of("seed=8", "seed = 9")))).isEqualTo(9);
  }

  @Test
  void unknownKeyNamesItsPlaceAndTheNearestKey() throws IOException {
    Path file = file("\nsead = 7");
    ConfigFile config = ConfigFile.load(Optional.of(file), List.of("sed=3"));
    assertThatThrownBy(() -> seed(config))
        .hasMessageContaining("2 problems")
        .hasMessageContaining("sead = 7 (" + file + ":2): unknown key; did you mean seed?")
        .hasMessageContaining("sed = 3 (--set): unknown key; did you mean seed?");
  }

  @Test
  void unknownKeysAndWrongValuesComeTogether() {
    ConfigFile config = ConfigFile.load(Optional.empty(), List.of("sed=3", "seed=often"));
    assertThatThrownBy(() -> seed(config))
        .isInstanceOfSatisfying(
            ConfigRefused.class, refused -> assertThat(refused.problems()).hasSize(2));
  }

  @Test
  void keyTreatedAsSectionIsUnknown() {
    ConfigFile config = ConfigFile.load(Optional.empty(), List.of("seed.sub=3"));
    assertThatThrownBy(() -> seed(config)).hasMessageContaining("seed");
  }

  @Test
  void brokenFileNamesItsLine() throws IOException {
    Path file = file("a = 1\nb = {");
    assertThatThrownBy(() -> ConfigFile.load(Optional.of(file), List.of()))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void missingFileIsRefused() {
    assertThatThrownBy(() -> ConfigFile.load(Optional.of(folder.resolve("none.conf")), List.of()))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("none.conf does not exist");
  }

  @Test
  void overrideWithoutValueIsRefused() {
    assertThatThrownBy(() -> ConfigFile.load(Optional.empty(), List.of("seed")))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("--set needs key=value, but was given seed");
  }

  @Test
  void unresolvedSubstitutionIsRefused() throws IOException {
    Path file = file("seed = ${nowhere.to.be.found}");
    assertThatThrownBy(() -> ConfigFile.load(Optional.of(file), List.of()))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("nowhere.to.be.found");
  }

  @Test
  void hashFollowsValuesNotSpelling() throws IOException {
    String plain = ConfigFile.load(Optional.empty(), List.of("seed=5")).sha256();
    Path commented = file("# five\n\"seed\" : 5");
    assertThat(ConfigFile.load(Optional.of(commented), List.of()).sha256()).isEqualTo(plain);
    assertThat(ConfigFile.load(Optional.empty(), List.of("seed=6")).sha256()).isNotEqualTo(plain);
  }

  @Test
  void renderedConfigurationReadsBackAsTheSame() throws IOException {
    ConfigFile config =
        ConfigFile.load(
            Optional.empty(),
            List.of(
                "seed=12", "data.path=a = \"b\"", "space.candidates=[skip]", "prepare.side=null"));
    assertThat(config.render().lines())
        .isSorted()
        .contains(
            "seed = 12",
            "data.path = \"a = \\\"b\\\"\"",
            "space.candidates = [\"skip\"]",
            "prepare.side = null");
    ConfigFile again = ConfigFile.load(Optional.of(file(config.render())), List.of());
    assertThat(again.sha256()).isEqualTo(config.sha256());
    assertThat(seed(again)).isEqualTo(12);
  }
}
