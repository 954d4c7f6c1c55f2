package org.fbnetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.format.latency.LatencyTableCsv;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.testing.Layers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TablesCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void listHasALineForEachTableOfADirectory() throws IOException {
    write("a.json", table("host-a", 1, "cpu 1").build());
    write("b.json", table("host-b", 2, "cpu 2").build());
    Files.write(folder.resolve("c.csv"), LatencyTableCsv.write(table("c", 1, "cpu 3").build()));
    Files.writeString(folder.resolve("notes.md"), "no table");
    Commands run = Commands.run("tables", "list", folder.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(4);
    assertThat(run.out().lines().skip(1).map(line -> line.replaceAll("  +", "|")))
        .satisfiesExactly(
            a -> assertThat(a).contains("a.json|cpu 1|tool 1|fp32|1|2|59|-|-|-|1"),
            b -> assertThat(b).contains("b.json|cpu 2|"),
            c -> assertThat(c).contains("c.csv|cpu 3|"));
    JsonNode list = JSON.readTree(Commands.run("tables", "list", "--json", file("a.json")).out());
    assertThat(list.at("/tables/0/setting/device").asText()).isEqualTo("cpu 1");
    assertThat(list.at("/tables/0/rows").asInt()).isEqualTo(59);
    assertThat(list.at("/tables/0/mape").isNull()).isTrue();
    assertThat(list.at("/tables/0/hosts/0").asText()).isEqualTo("host-a");
  }

  @Test
  void listGoesOnAfterWhatIsNoTable() throws IOException {
    Files.writeString(folder.resolve("a.json"), "{}");
    Files.writeString(folder.resolve("lut.txt"), "skip\n1\n");
    write("b.json", table("b", 1, "cpu").build());
    Commands run = Commands.run("tables", "list", folder.toString());
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out().lines()).hasSize(2);
    assertThat(run.err()).contains("a.json, format: is missing", "name it, such as --space");
    Commands none = Commands.run("tables", "list", file("none"));
    assertThat(none.code()).isEqualTo(3);
    assertThat(none.err()).contains("none does not exist; ./submit/profile writes tables");
  }

  @Test
  void diffComparesTheSharedRows() throws IOException {
    LatencyKey extra = new LatencyKey("fc", SpaceCatalog.named("tiny").input(), 7, 1);
    write("a.json", table("a", 1, "cpu").build());
    write("b.json", table("b", 1.5, "phone").add(extra, new LatencyRow(3)).build());
    Commands run = Commands.run("tables", "diff", file("a.json"), file("b.json"), "--worst", "2");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("rows in both                59", "correlation 1.0000", "first 50.0 %")
        .contains("Only in the second:\n  fc 32x32x3 -> 7 stride 1");
    JsonNode json =
        JSON.readTree(
            Commands.run("tables", "diff", file("a.json"), file("b.json"), "--worst=2", "--json")
                .out());
    assertThat(json.get("spearman").asDouble()).isEqualTo(1);
    assertThat(json.get("medianRelativeDifference").asDouble()).isEqualTo(0.5);
    assertThat(json.get("worst")).hasSize(2);
    assertThat(json.get("onlyFirst")).isEmpty();
    assertThat(json.at("/onlySecond/0/op").asText()).isEqualTo("fc");
    assertThat(json.at("/first/device").asText()).isEqualTo("cpu");
  }

  /** A table as a spreadsheet saves it, with milliseconds under the name of microseconds. */
  @Test
  void howATextTableWasReadAndWhatCannotBeIsTold() throws IOException {
    String text =
        String.join(";", LatencyTableCsv.COLUMNS)
            + "\nphone;mbconv;3;6;1;1;16;16;32;32;;1,5;a\nphone;skip;;;;1;16;16;32;32;;0;b\n";
    Files.writeString(folder.resolve("phone.CSV"), text);
    String read = "semicolons between fields, decimal commas";
    String caution =
        "1 of 2 rows are faster than any machine, such as mb_k3_e6 32x32x16 -> 16 stride 1:"
            + " 4,030,464 multiply-accumulates in 1.500 us; if the times are in ms";
    Commands validate = Commands.run("tables", "validate", file("phone.CSV"));
    assertThat(validate.code()).as(validate.err()).isZero();
    assertThat(validate.out()).contains("note: read as " + read).contains("note: " + caution);
    Commands show = Commands.run("tables", "show", file("phone.CSV"));
    assertThat(show.out()).contains("read as: " + read);
    assertThat(show.err()).contains("warning: " + caution);
    assertThat(Commands.run("tables", "list", folder.toString()).out()).contains("phone.CSV");
  }

  @Test
  void validateTellsEverythingAndTheCommandThatMeasuresTheRest() throws IOException {
    write("good.json", table("a", 1, "cpu").build());
    String text =
        new String(LatencyTableCsv.write(table("a", 1, "cpu").build()), StandardCharsets.UTF_8);
    String[] lines = text.split("\n");
    lines[2] = lines[2].replaceFirst(",[0-9.]+,overhead", ",NaN,overhead");
    lines[3] = lines[3].replaceFirst(",[0-9.]+,conv", ",-4,conv");
    Files.writeString(folder.resolve("bad.csv"), String.join("\n", lines));
    Files.writeString(
        folder.resolve("short.csv"), text.replaceAll("(?m)^.*mb_k5_e6 (16|8).*\n", ""));
    Commands good = Commands.run("tables", "validate", file("good.json"), "--space", "tiny");
    assertThat(good.code()).as(good.err()).isZero();
    assertThat(good.out().strip()).endsWith("good.json: good, 59 rows");
    Commands bad =
        Commands.run(
            "tables",
            "validate",
            file("good.json"),
            file("bad.csv"),
            file("short.csv"),
            "--space",
            "tiny");
    assertThat(bad.code()).isEqualTo(3);
    assertThat(bad.out())
        .contains("good.json: good, 59 rows")
        .contains("bad.csv, line 3: the time of overhead 1x1x1 -> 1 stride 1 must be a finite")
        .contains("bad.csv, line 4: the time of conv_k3 32x32x3 -> 8 stride 2 must be a finite")
        .contains("4 rows are missing:\n    mb_k5_e6 16x16x8 -> 8 stride 1\n")
        .contains("measure just these: ./submit/profile --set space.name=tiny");
    JsonNode json =
        JSON.readTree(
            Commands.run(
                    "tables", "validate", file("short.csv"), "--set", "space.name=tiny", "--json")
                .out());
    assertThat(json.at("/files/0/missing")).hasSize(4);
    assertThat(json.at("/files/0/rows").asInt()).isEqualTo(55);
    assertThat(json.at("/files/0/command").asText())
        .isEqualTo("./submit/profile --set space.name=tiny");
  }

  @Test
  void validateLooksForContradictions() throws IOException {
    LatencyTable table =
        LatencyTable.builder(new LatencySetting("d", "r", "fp32", 1, 1))
            .add(
                LatencyKey.OVERHEAD,
                new LatencyRow(5, Optional.empty(), new TreeMap<>(Map.of("a", 6.0, "b", 8.0))))
            .add(
                new LatencyKey("mb_k3_e66", SpaceCatalog.named("tiny").input(), 7, 1),
                LatencyRow.of("a", 4, new LatencyRow.Spread(3, 5, 1, 9, false)))
            .add(new LatencyKey("fcc", SpaceCatalog.named("tiny").input(), 7, 1), new LatencyRow(1))
            .build();
    write("odd.json", table);
    Commands run = Commands.run("tables", "validate", file("odd.json"));
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out())
        .contains("the time is 5.0 us, but the median of its hosts is 7.0 us")
        .contains("No op has the code fcc; did you mean fc?")
        .contains("note: 1 of 3 rows did not settle");
  }

  @Test
  void mergeWritesTheMedianOfTheHostsOnce() throws IOException {
    write("a.json", table("a", 1, "cpu").build());
    write("b.json", table("b", 1.25, "cpu").build());
    Commands run =
        Commands.run("tables", "merge", file("all.json"), file("a.json"), file("b.json"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("59 rows of a, b", "lie apart by up to 22.2 % of a row");
    LatencyTable merged = read("all.json");
    assertThat(merged.rows().get(LatencyKey.OVERHEAD).medianMicros()).isEqualTo(10 * 1.125);
    Commands again =
        Commands.run("tables", "merge", file("all.json"), file("a.json"), file("b.json"));
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("all.json exists already; it is never overwritten");
    write("phone.json", table("c", 1, "phone").build());
    Commands unlike =
        Commands.run("tables", "merge", file("x.json"), file("a.json"), file("phone.json"));
    assertThat(unlike.code()).isEqualTo(3);
    assertThat(unlike.err()).contains("differ: device cpu and phone");
    assertThat(folder.resolve("x.json")).doesNotExist();
  }

  @Test
  void exportedTablesAreTablesAgain() throws IOException {
    LatencyTable table = table("a", 1, "cpu").provenance("imported from", "x").build();
    write("a.json", table);
    Commands run = Commands.run("tables", "export", file("a.json"), file("a.csv"));
    assertThat(run.code()).as(run.err()).isZero();
    Commands shown = Commands.run("tables", "show", file("a.csv"), "--json");
    assertThat(shown.out())
        .isEqualTo(new String(LatencyTableJson.write(table), StandardCharsets.UTF_8));
    assertThat(Commands.run("tables", "show", file("a.csv")).out())
        .isEqualTo(Commands.run("tables", "show", file("a.json")).out())
        .contains("Latency table of cpu (tool 1, fp32, batch 1, threads 2)")
        .contains("mb_k5_e6");
    assertThat(Commands.run("tables", "export", file("a.json"), file("a.csv")).code()).isEqualTo(2);
    assertThat(Commands.run("tables", "export", file("a.json"), file("b.txt")).err())
        .contains("must end in .csv");
  }

  @Test
  void textTablesAreShownForTheirSpace() {
    String lut = "src/test/resources/latency/reference-fbnet-v1-cpu.txt";
    Commands run = Commands.run("tables", "show", lut, "--space", "fbnet-v1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("stage1.layer1", "5,129.80", "base: 0.00 us");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "show", "diff", "validate", "merge", "export"})
  void helpTellsUsageAndExitCodes(String command) {
    Commands run = Commands.run("tables", command, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("./submit/tables " + command, "Examples:", "Exit codes:");
    assertThat(Commands.run("tables", "--help").out()).contains(command);
  }

  @Test
  void withoutACommandNothingIsDone() {
    Commands run = Commands.run("tables");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("Missing required subcommand");
    Commands unknown = Commands.run("tables", "show", "--debug", file("none.json"));
    assertThat(unknown.code()).isEqualTo(3);
    assertThat(unknown.err()).contains("none.json does not exist", "\tat org.fbnetspark");
  }

  /** Every row of tiny, at 10, 11, 12... times the factor; the overhead first. */
  private static LatencyTable.Builder table(String host, double factor, String device) {
    LatencyTable.Builder table =
        LatencyTable.builder(new LatencySetting(device, "tool 1", "fp32", 1, 2));
    int next = 10;
    table.add(LatencyKey.OVERHEAD, row(host, factor * next++));
    for (ChainLayer layer : Layers.of(SpaceCatalog.named("tiny").space())) {
      for (Op op : layer.candidates()) {
        table.add(LatencyKey.of(op, layer.placement()), row(host, factor * next++));
      }
    }
    return table;
  }

  private static LatencyRow row(String host, double micros) {
    return new LatencyRow(micros, Optional.empty(), new TreeMap<>(Map.of(host, micros)));
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private void write(String name, LatencyTable table) throws IOException {
    Files.write(folder.resolve(name), LatencyTableJson.write(table));
  }

  private LatencyTable read(String name) throws IOException {
    return LatencyTableJson.read(Files.readAllBytes(folder.resolve(name)), name);
  }
}
