package org.fbnetspark.format.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.MissingLatencyException;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.testing.Layers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables as spreadsheets, programs and people save them: read as the same table, or refused. */
class TextTableFormsTest {

  private static final String GOOD =
      String.join(",", LatencyTableCsv.COLUMNS)
          + "\nPi 4,base,,,,,,,,,\"stem, head and fc\",7798.226,intercept\n"
          + "Pi 4,mbconv,3,1,1,1,16,16,32,32,se=0;relative_to=skip,595.037342,a\n"
          + "Pi 4,mbconv,5,6,1,2,16,24,32,32,se=0;relative_to=skip,100,b\n"
          + "Pi 4,mbconv,3,6,1,1,24,24,16,16,se=0;relative_to=skip,1.5,c\n";

  /** The forms that are read as the same table: bytes, and what is told of them. */
  static Map<String, Form> forms() {
    Map<String, Form> forms = new LinkedHashMap<>();
    forms.put("plain", new Form(GOOD, ""));
    forms.put("crlf", new Form(GOOD.replace("\n", "\r\n"), ""));
    forms.put("cr only", new Form(GOOD.replace('\n', '\r'), ""));
    forms.put("comment line", new Form("# measured 2020\n\n" + GOOD + "# end\n", ""));
    forms.put("all quoted", new Form(edited(f -> '"' + f + '"', ","), ""));
    forms.put("multi-line field", new Form(GOOD.replace("intercept", "\"inter\ncept\""), ""));
    forms.put("byte order mark", new Form("\ufeff" + GOOD, "a byte order mark"));
    forms.put("sep line", new Form("sep=,\r\n" + GOOD, "a line sep=,"));
    forms.put("semicolons", new Form(edited(f -> f, ";"), "semicolons between fields"));
    forms.put("tabs", new Form(edited(f -> f, "\t"), "tabs between fields"));
    forms.put(
        "bars", new Form("sep=|\n" + edited(f -> f, "|"), "a line sep=|, '|' between fields"));
    forms.put(
        "semicolons and decimal commas",
        new Form(edited(decimalCommas(), ";"), "semicolons between fields, decimal commas"));
    forms.put("quoted decimal commas", new Form(edited(decimalCommas(), ","), "decimal commas"));
    forms.put(
        "whole numbers as fractions",
        new Form(edited(f -> f.matches("[0-9]+") ? f + ".0" : f, ","), ""));
    forms.put("plus signs", new Form(edited(f -> f.matches("[0-9.]+") ? "+" + f : f, ","), ""));
    forms.put("powers of ten", new Form(edited(f -> f.matches("[0-9]+") ? f + "e0" : f, ","), ""));
    forms.put("trailing commas", new Form(GOOD.replace("\n", ",,\n"), ""));
    forms.put("other order", new Form(reversed(), ""));
    forms.put("upper case names", new Form(GOOD.replace("latency_us", "Latency_US"), ""));
    forms.put("further columns", new Form(GOOD.replace("\n", ",x\n"), "column x not read"));
    forms.put(
        "milliseconds", new Form(inUnit("latency_ms", 1e-3), "latency_ms taken times 1000.0"));
    forms.put(
        "seconds", new Form(inUnit("latency (s)", 1e-6), "latency (s) taken times 1000000.0"));
    forms.put("nanoseconds", new Form(inUnit("latency_ns", 1e3), "latency_ns taken times 0.001"));
    for (Charset utf16 : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      forms.put(utf16.name(), new Form(("\ufeff" + GOOD).getBytes(utf16), "UTF-16"));
    }
    return forms;
  }

  private record Form(byte[] bytes, String met) {
    Form(String text, String met) {
      this(text.getBytes(StandardCharsets.UTF_8), met);
    }
  }

  static List<String> names() {
    return List.copyOf(forms().keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void theFormChangesNothing(String name) throws FormatException {
    Form form = forms().get(name);
    LatencyTable plain = read(GOOD.getBytes(StandardCharsets.UTF_8), "/t/pi.csv");
    LatencyTable table = read(form.bytes(), "/t/pi.CSV");
    assertThat(table.setting()).isEqualTo(plain.setting());
    assertThat(table.baseMicros().orElseThrow()).isCloseTo(7798.226, within(1e-9));
    assertThat(table.rows()).containsOnlyKeys(plain.rows().keySet().toArray(LatencyKey[]::new));
    plain
        .rows()
        .forEach(
            (key, row) ->
                assertThat(table.rows().get(key).medianMicros())
                    .isCloseTo(row.medianMicros(), within(1e-9)));
    assertThat(table.provenance().getOrDefault(LatencyFile.READ_AS, "")).isEqualTo(form.met());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "595.037342 | '\"7,595.037\"' | line 3: the time of mb_k3_e1 32x32x16 -> 16 stride 1 must"
            + " be a finite number of at least 0, but was 7,595.037; write a decimal point, and"
            + " nothing",
        "595.037342 | '\"595,037\"' | but was 595,037; write a decimal point",
        "595.037342 | 595.037ms | but was 595.037ms",
        "latency_us | latency | line 1: does not say the unit of latency; name it latency_us",
        "latency_us | time | but lacks latency_us, latency_ms, latency_s or latency_ns; it has",
        "stride | strid | but lacks stride; did you mean strid?; it has",
        "kernel | op | line 1: names the column op twice",
        "extra | latency_ms | line 1: names the column latency_us twice",
        "3,1,1,1 | 3.5,1,1,1 | line 3: kernel must be a whole number from 1 to 999999, but was"
            + " '3.5'",
        ",intercept | ',\"intercept' | line 2: a quote is opened and never closed",
        "relative_to=skip,100 | relative_to=skip;p10_us=1;p90_us=2,100 | line 4: extra needs all"
            + " of",
        "relative_to=skip,100 | relative_to=skip;runs=9,100 | or none, but has runs"
      })
  void whatCouldMeanTwoThingsIsRefused(String intact, String wrong, String message) {
    String text = GOOD.replaceFirst(java.util.regex.Pattern.quote(intact), wrong);
    assertThat(text).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8), "/t/pi.csv"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void decimalPointsAmongDecimalCommasAreRefused() {
    String mixed = edited(decimalCommas(), ";").replaceFirst("7798,226", "7.798");
    assertThatThrownBy(() -> read(mixed.getBytes(StandardCharsets.UTF_8), "/t/pi.csv"))
        .hasMessageContaining("line 2: the time of the base")
        .hasMessageContaining("7.798; other numbers of the file have decimal commas");
  }

  @Test
  void whatIsNoUtf8IsRefusedWithItsLine() {
    String latin = GOOD.replace("Pi 4,mbconv,5", "B\u00fcro,mbconv,5").replace('\n', '\r');
    assertThatThrownBy(() -> read(latin.getBytes(StandardCharsets.ISO_8859_1), "/t/pi.csv"))
        .hasMessageContaining(
            "line 4: is no text in UTF-8 from the byte 0xFC on; save it as UTF-8");
    assertThatThrownBy(() -> read(GOOD.getBytes(StandardCharsets.UTF_16LE), "/t/pi.csv"))
        .hasMessageContaining("for it has zero bytes; save it as UTF-8");
    byte[] odd = ("\ufeff" + GOOD).getBytes(StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> read(Arrays.copyOf(odd, odd.length - 1), "/t/pi.csv"))
        .hasMessageContaining("is no text in UTF-16LE");
    assertThatThrownBy(() -> read(new byte[0], "/t/pi.csv"))
        .hasMessageContaining("line 1: is a table without a line");
  }

  @Test
  void resultsOfPacksAreReadAlike() throws Exception {
    String results = "\ufeffLatency_MS;File\r\n0,0125;a.onnx\r\n\r\n1;b.onnx\r\n";
    PackResultsCsv read =
        PackResultsCsv.read(
            results.getBytes(StandardCharsets.UTF_8), "r.csv", List.of("a.onnx", "b.onnx"));
    assertThat(read.times().get("a.onnx")).containsExactly(12.5);
    assertThat(read.times().get("b.onnx")).containsExactly(1000);
    assertThat(read.readAs())
        .containsExactly(
            "a byte order mark",
            "semicolons between fields",
            "decimal commas",
            "latency_ms taken times 1000.0");
  }

  private static final Space FBNET = SpaceCatalog.named("fbnet-v1").space();
  private static final String NAMES =
      "ir_k3_e1 ir_k3_s2 ir_k3_e3 ir_k3_e6 ir_k5_e1 ir_k5_s2 ir_k5_e3 ir_k5_e6 skip\n";

  /** A text table's lines, nine times each; with eight where the shape changes if ragged. */
  private static String lines(boolean ragged, double unit) {
    List<ChainLayer> blocks =
        Layers.of(FBNET).stream().filter(layer -> layer.candidates().get(0).block()).toList();
    return IntStream.range(0, blocks.size())
        .mapToObj(
            i ->
                IntStream.range(0, ragged && !identity(blocks.get(i)) ? 8 : 9)
                    .mapToObj(op -> String.valueOf((1000 + 10.5 * i + op) * unit))
                    .collect(Collectors.joining(" ")))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static boolean identity(ChainLayer block) {
    return block.placement().stride() == 1
        && block.placement().input().channels() == block.placement().outChannels();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "names | ''",
        "none | times of the candidates of fbnet-v1 in their order",
        "commas | commas between fields",
        "decimal commas | decimal commas",
        "unit | latency_ms taken times 1000.0"
      })
  void textTablesAreReadWithAndWithoutNames(String form, String met) throws FormatException {
    String times = lines(false, 1);
    String text =
        switch (form) {
          case "none" -> times;
          case "commas" -> (NAMES + times).replace(' ', ',');
          case "decimal commas" -> NAMES + times.replace('.', ',');
          case "unit" -> "# latency_ms\n" + NAMES + lines(false, 1e-3);
          default -> NAMES + times;
        };
    LatencyTable table = read(text.getBytes(StandardCharsets.UTF_8), "/t/lut.txt");
    assertThat(table.rows()).hasSize(198);
    assertThat(CostTable.latency(FBNET, table).of(new int[22]))
        .isCloseTo(22 * 1000 + 10.5 * 231, within(1e-6));
    assertThat(table.provenance().getOrDefault(LatencyFile.READ_AS, "")).isEqualTo(met);
  }

  /** Skip of blocks that change the shape is often not in them: what is missing is told. */
  @Test
  void raggedTextTablesLackSkipWhereTheShapeChanges() throws FormatException {
    for (String names : List.of(NAMES, "")) {
      LatencyTable table =
          read((names + lines(true, 1)).getBytes(StandardCharsets.UTF_8), "/t/lut.txt");
      assertThat(table.rows()).hasSize(198 - 6);
      assertThatThrownBy(() -> CostTable.latency(FBNET, table))
          .isInstanceOf(MissingLatencyException.class)
          .hasMessageContaining("lacks 6 rows that fbnet-v1 needs")
          .hasMessageContaining("\n  skip 112x112x16 -> 24 stride 2\n");
    }
    String short21 = lines(true, 1).replaceFirst(".*\n", "");
    LatencyFile.Checked checked =
        LatencyFile.check(
            short21.getBytes(StandardCharsets.UTF_8), "/t/lut.txt", Optional.of(FBNET));
    assertThat(checked.problems())
        .singleElement()
        .asString()
        .contains("needs 22 lines of times for fbnet-v1, one for each of its blocks, but has 21")
        .contains("and no line of names; add or remove lines, or name the space");
  }

  private static LatencyTable read(byte[] bytes, String path) throws FormatException {
    return LatencyFile.read(bytes, path, FBNET);
  }

  private static UnaryOperator<String> decimalCommas() {
    return field -> field.matches("[0-9.]+") ? field.replace('.', ',') : field;
  }

  private static String inUnit(String name, double unit) {
    return edited(
            f -> f.matches("[0-9]+\\.[0-9]+|100") ? unit * Double.parseDouble(f) + "" : f, ",")
        .replace("latency_us", name);
  }

  /** The table with its fields changed, and quoted where the separator is in them. */
  private static String edited(UnaryOperator<String> edit, String separator) {
    return fields().stream()
        .map(
            line ->
                line.stream()
                    .map(edit)
                    .map(f -> f.contains(separator) && !f.startsWith("\"") ? '"' + f + '"' : f)
                    .collect(Collectors.joining(separator)))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String reversed() {
    List<String> lines = new ArrayList<>();
    for (List<String> line : fields()) {
      List<String> turned = new ArrayList<>(line);
      Collections.reverse(turned);
      lines.add(SeparatedText.join(turned));
    }
    return String.join("\n", lines);
  }

  private static List<List<String>> fields() {
    try {
      SeparatedText.Lines lines =
          SeparatedText.of(GOOD.getBytes(StandardCharsets.UTF_8), "good", false).lines();
      List<List<String>> fields = new ArrayList<>();
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        fields.add(line.get().fields());
      }
      return fields;
    } catch (FormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
