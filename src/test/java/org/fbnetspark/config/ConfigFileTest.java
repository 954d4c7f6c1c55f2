package org.fbnetspark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
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

  private void refused(String text, String... parts) throws IOException {
    Optional<Path> file = Optional.of(file(text));
    assertThatThrownBy(() -> seed(ConfigFile.load(file, List.of())))
        .isInstanceOf(ConfigRefused.class)
        .message()
        .contains(parts)
        .hasSizeLessThan(2_000);
  }

  @Test
  void quotedDottedKeyIsAnotherKey() throws IOException {
    refused(
        "{\"search.epochs\": 3}", "\"search.epochs\" = 3", ":1): unknown key; write it without");
    refused("search {\"theta.beta1\" = 3}", "search.\"theta.beta1\" = 3");
  }

  @Test
  void unknownKeysComeInOrder() throws IOException {
    Path file = file("z1 = 1, y1 = 1, x1 = 1, w1 = 1");
    assertThatThrownBy(() -> seed(ConfigFile.load(Optional.of(file), List.of())))
        .isInstanceOfSatisfying(
            ConfigRefused.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(Problem::key)
                    .containsExactly("w1", "x1", "y1", "z1"));
  }

  @Test
  void appendingToANumberIsBlamedOnWhoDoesIt() throws IOException {
    refused(
        "\nsearch.epochs += 3", "search.epochs = ", "experiment.conf:2): cannot be joined with");
  }

  @Test
  void filesBesideAreIncludedAndOthersRefused() throws IOException {
    Files.writeString(folder.resolve("base.conf"), "seed = 11");
    assertThat(seed(ConfigFile.load(Optional.of(file("include \"base.conf\"")), List.of())))
        .isEqualTo(11);
    Files.writeString(folder.resolve("odd.conf"), "\nsead = 11");
    refused("include \"odd.conf\"", folder.resolve("odd.conf") + ":2");
    refused("include \"bsae.conf\"", "includes bsae.conf, but", "is no file");
    refused("include url(\"http://127.0.0.1:9/x\")", "only local files can be included");
    refused("include \"http://127.0.0.1:9/x\"", "only local files can be included");
    refused("include classpath(\"reference.conf\")", "only local files can be included");
    refused("include \"experiment.conf\"", "one file too many");
    refused("inclde \"base.conf\"", "experiment.conf");
  }

  @Test
  void whatARunHasKeptIncludesNothingAndAsksNoEnvironment() throws IOException {
    Path base = Files.writeString(folder.resolve("base.conf"), "seed = 11");
    for (String text :
        List.of(
            "include url(\"http://127.0.0.1:9/x\")",
            "include file(\"" + base + "\")",
            "include \"" + base + "\"",
            "prepare.name = ${PATH}")) {
      assertThatThrownBy(() -> ConfigFile.parse(text, "config.conf", List.of()))
          .isInstanceOf(ConfigRefused.class)
          .hasMessageContaining("config.conf");
    }
    assertThat(ConfigFile.load(Optional.of(file("prepare.name = ${PATH}")), List.of()).render())
        .contains(System.getenv("PATH"));
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    refused("a = " + "[".repeat(10_000) + "]".repeat(10_000), "nested 10000 deep");
    refused("a {".repeat(10_000) + "}".repeat(10_000), "nested 10000 deep");
    refused("a.".repeat(10_000) + "a = 1", "deep");
    refused("a.a.a.a {".repeat(50) + "}".repeat(50), "nested too deeply");
  }

  @Test
  void substitutionsThatGrowAreRefused() throws IOException {
    for (String separator : List.of("", ",")) {
      StringBuilder text = new StringBuilder("a0 = [x]\n");
      for (int level = 1; level <= 8; level++) {
        String ten = String.join(separator, Collections.nCopies(10, "${a" + (level - 1) + "}"));
        text.append("a" + level + " = " + (separator.isEmpty() ? ten : "[" + ten + "]") + "\n");
      }
      refused(text.toString(), "80 references");
    }
    Path fair =
        file("a = x\nb = ${a}${a}\nprepare.name = ${b}${b}\nsearch.weights.step-epochs += 5\n");
    assertThat(ConfigFile.load(Optional.of(fair), List.of()).render()).contains("xxxx", "5");
  }

  @Test
  void anEndlessFileIsRefused() throws IOException {
    refused("seed = 1\n" + "#".repeat(2 << 20), "bytes long, but at most");
    Path latin = folder.resolve("latin.conf");
    Files.write(latin, new byte[] {'a', '=', (byte) 0xe9});
    assertThatThrownBy(() -> ConfigFile.load(Optional.of(latin), List.of()))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("is not UTF-8");
  }
}
