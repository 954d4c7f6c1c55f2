package org.fbnetspark.format.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.format.json.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyTableCsvTest {

  private static final String HEADER = String.join(",", LatencyTableCsv.COLUMNS) + "\n";

  private static final String ROWS =
      HEADER
          + "phone,base,,,,,,,,,\"stem, last and fc\",700.5,base\n"
          + "phone,mbconv,3,6,1,2,16,24,112,112,se=0;act=relu6;skip=0,40.5,a\n"
          + "phone,mbconv,5,1,2,1,24,24,56,56,se=0;act=relu;skip=1,20,b\n"
          + "phone,mbconv,5,1,2,1,24,24,56,56,se=0;act=relu;skip=1,22,c\n"
          + "phone,skip,,,,1,24,24,56,56,,1.5,d\n"
          + "phone,conv,3,,1,2,3,32,224,224,role=stem;act=relu6,300,e\n"
          + "phone,pool,7,,,,1280,1280,7,7,role=gap,9,f\n"
          + "phone,fc,,,,,1280,1000,1,1,,11,g\n"
          + "phone,head,,,,,1280,1000,7,7,role=avgpool+fc,19,h\n"
          + "phone,mbconv,3,6,1,1,24,24,56,56,se=4;act=relu,50,i\n"
          + "phone,mbconv,3,6,1,1,24,24,56,56,se=0;act=swish,50,j\n"
          + "phone,mbconv,3,6,1,1,24,24,56,56,se=0.25;act=hswish;skip=1,60,n\n"
          + "phone,mbconv,3,2.5,1,1,24,24,56,56,se=0;act=relu,50,k\n"
          + "phone,mbconv,3,6,1,1,24,24,56,56,se=0;act=relu;skip=0,50,l\n"
          + "phone,attention,,,,1,24,24,56,56,,50,m\n";

  @Test
  void rowsOfOurOpsAreImportedAndTheOthersNamed() throws FormatException {
    LatencyTableCsv.Imported imported = read(ROWS);
    LatencyTable table = imported.table();
    assertThat(table.setting().device()).isEqualTo("phone");
    assertThat(table.setting().threads()).hasValue(4);
    assertThat(table.baseMicros()).hasValue(700.5);
    assertThat(table.provenance()).containsEntry("base", "stem, last and fc");
    assertThat(table.relativeToSkip()).isFalse();
    assertThat(table.rows())
        .hasSize(8)
        .containsEntry(key("mb_k3_e6_se_hs", 56, 24, 24, 1), new LatencyRow(60))
        .containsEntry(key("mb_k3_e6_r6", 112, 16, 24, 2), new LatencyRow(40.5))
        .containsEntry(key("mb_k5_e1_g2", 56, 24, 24, 1), new LatencyRow(21))
        .containsEntry(key("skip", 56, 24, 24, 1), new LatencyRow(1.5))
        .containsEntry(key("conv_k3_r6", 224, 3, 32, 2), new LatencyRow(300))
        .containsEntry(key("pool", 7, 1280, 1280, 1), new LatencyRow(9))
        .containsEntry(key("fc", 1, 1280, 1000, 1), new LatencyRow(11))
        .containsEntry(key("head", 7, 1280, 1000, 1), new LatencyRow(19));
    assertThat(imported.leftOut())
        .hasSize(5)
        .contains("line 11 (mbconv, i): squeeze and excitation 4")
        .contains("line 12 (mbconv, j): activation swish")
        .anyMatch(reason -> reason.contains("mb_k3_e2.5"))
        .anyMatch(reason -> reason.contains("identity path"))
        .contains("line 16 (attention, m): op attention is not known");
  }

  @Test
  void blocksWithoutTheirFirstConvolutionAreMarked() throws FormatException {
    String row = "phone,mbconv,3,1,1,1,32,16,112,112,se=0;expand=0,30,a\n";
    assertThat(read(HEADER + row).table().rows())
        .containsOnlyKeys(key("mb_k3_e1_noexpand", 112, 32, 16, 1));
  }

  @Test
  void relativeRowsNeedTheirBase() throws FormatException {
    String row =
        "phone,mbconv,3,6,1,1,24,24,56,56,relative_to=skip at the same position;se=0,-2,a\n";
    String base = "phone,base,,,,,,,,,all skips,900,base\n";
    LatencyTable table = read(HEADER + base + row).table();
    assertThat(table.relativeToSkip()).isTrue();
    assertThat(table.rows()).containsValue(new LatencyRow(-2));
    assertThatThrownBy(() -> read(HEADER + row)).hasMessageContaining("needs the base");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latency_us | latency | line 1: does not say the unit of latency; name it latency_us,"
            + " latency_ms",
        "in_h,in_w | in_h,in_q | line 1: must name the columns device,op,",
        ",40.5,a | ,-40.5,a | line 3: the time of mb_k3_e6_r6 112x112x16 -> 24 stride 2 must be a"
            + " finite",
        ",40.5,a | ,NaN,a | but was NaN",
        ",40.5,a | ,1e999,a | but was 1e999",
        ",40.5,a | ,40.5 | line 3: must have 13 fields, but has 12",
        ",22,c | ,22,b | line 5: the time of mb_k5_e1_g2 56x56x24 -> 24 stride 1 is given twice",
        "112,112 | 112,0 | line 3: in_w must be a whole number from 1 to 999999, but was '0'",
        "phone,skip | tablet,skip | line 6: a table is of one device, but tablet follows phone",
        "phone,skip,,,,1,24,24,56,56,,1.5 | phone,base,,,,,,,,,,1 | line 6: the base is given twice"
      })
  void damageIsRefusedWithLineAndKey(String intact, String wrong, String message) {
    String text = ROWS.replaceFirst(java.util.regex.Pattern.quote(intact), wrong);
    assertThat(text).isNotEqualTo(ROWS);
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("/t/phone.csv, ")
        .hasMessageContaining(message);
  }

  @Test
  void theFormFollowsTheFileName() throws FormatException {
    byte[] bytes = ROWS.getBytes(StandardCharsets.UTF_8);
    var space = SpaceCatalog.named("tiny").space();
    assertThat(LatencyFile.read(bytes, "/t/phone.csv", space).setting().threads()).isEmpty();
    byte[] json = LatencyTableJson.write(read(ROWS).table());
    assertThat(LatencyFile.read(json, "/t/phone.json", space).rows())
        .isEqualTo(read(ROWS).table().rows());
    assertThatThrownBy(() -> LatencyFile.read(bytes, "/t/phone.xml", space))
        .hasMessageContaining("must end in .json, .csv or .txt");
    assertThatThrownBy(() -> LatencyFile.read(bytes, "/t/lut.txt", Optional.empty()))
        .hasMessageContaining("name it, such as --space fbnet-v1");
    assertThatThrownBy(() -> read("")).hasMessageContaining("line 1");
    assertThatThrownBy(() -> read(HEADER)).hasMessageContaining("must name device");
  }

  @Test
  void everyRowThatIsWrongIsTold() {
    String text =
        HEADER
            + "phone,mbconv,3,6,1,1,16,16,8,8,,-1,a\n"
            + "phone,mbconv,3,6,1,1,16,16,4,4,,1,b\n"
            + "phone,mbconv,3,6,1,1,16,16,4,4,,2,b\n"
            + "phone,skip,,,,1,16,16,4,4,p10_us=2;p90_us=1;interval_us=0;runs=3;steady=1,1,c\n"
            + "phone,skip,,,,1,16,16,2,2,p10_us=1;p90_us=2,1,d\n"
            + "phone,skip,,,,1,16,16,1,1,host:a=NaN,1,e\n"
            + "phone,setting,,,,,,,,,batch=8;threads=0,,f\n"
            + "phone,skip,,,,1,16,16,3,3,batch=1,1,g\n"
            + "phone,correction,,,,,,,,,slope=1,3,h\n"
            + "phone,network,,,,,,,,,sum_us=1;held_out=0,0,i\n";
    LatencyFile.Checked checked =
        LatencyFile.check(text.getBytes(StandardCharsets.UTF_8), "/t/p.csv", Optional.empty());
    assertThat(checked.table()).isEmpty();
    assertThat(checked.problems())
        .hasSize(9)
        .allMatch(problem -> problem.startsWith("/t/p.csv, line "))
        .anyMatch(problem -> problem.contains("line 2: the time of mb_k3_e6 8x8x16 -> 16 stride 1"))
        .anyMatch(problem -> problem.contains("line 4: the time of mb_k3_e6 4x4x16 -> 16 stride 1"))
        .anyMatch(problem -> problem.contains("line 5: skip 4x4x16 -> 16 stride 1: A spread needs"))
        .anyMatch(
            problem -> problem.contains("line 6: extra needs all of p10_us, p90_us, interval_us"))
        .anyMatch(problem -> problem.contains("line 7: extra needs a finite number host:a, but"))
        .anyMatch(problem -> problem.contains("line 8: threads must be a whole number from 1"))
        .anyMatch(problem -> problem.contains("line 9: a table is of one setting, but batch 1"))
        .anyMatch(problem -> problem.contains("line 10: extra needs a finite number r2"))
        .anyMatch(problem -> problem.contains("line 11: A network needs finite times above 0"));
  }

  @Test
  void whatTheFileSaysOfItsSettingHolds() throws FormatException {
    LatencyTable table =
        read(HEADER + "gpu,mbconv,3,6,1,1,16,16,8,8,batch=32;act=relu,5,a\n").table();
    assertThat(table.setting().batch()).isEqualTo(32);
    assertThat(table.setting().runtime()).isEqualTo("tflite");
  }

  /** Published tables of networks without skip ops, or with blocks that lack a convolution. */
  @Test
  void theWantedSpaceDecidesWhatTheFileLeavesUnsaid() throws FormatException {
    String block = "phone,mbconv,3,1,1,1,8,8,16,16,skip=1,20,a\n";
    Space with = space("mb_k3_e1", "skip");
    Space without = space("mb_k3_e1_noexpand", "skip");
    LatencyKey skip = key("skip", 16, 8, 8, 1);
    assertThat(read(HEADER + block, with).rows())
        .containsOnlyKeys(key("mb_k3_e1", 16, 8, 8, 1), skip)
        .containsEntry(skip, new LatencyRow(0));
    assertThat(read(HEADER + block, without).rows())
        .containsOnlyKeys(key("mb_k3_e1_noexpand", 16, 8, 8, 1), skip);
    assertThat(read(HEADER + block, without).provenance()).containsKey("skip");
    String stated = block.replace("skip=1", "skip=1;expand=1");
    assertThat(read(HEADER + stated, without).rows()).containsKey(key("mb_k3_e1", 16, 8, 8, 1));
    String elsewhere = "phone,skip,,,,1,99,99,16,16,,1,b\n";
    assertThat(read(HEADER + block + elsewhere, with).rows()).doesNotContainKey(skip);
  }

  /** A table of either prices spaces of the other, unless it has rows of both. */
  @Test
  void reluAndRelu6StandForEachOther() throws FormatException {
    String capped = "phone,mbconv,3,6,1,1,8,8,16,16,act=relu6;skip=1,5,a\n";
    String plain = "phone,mbconv,3,6,1,1,8,8,16,16,act=relu;skip=1,4,b\n";
    LatencyKey relu = key("mb_k3_e6", 16, 8, 8, 1);
    LatencyKey relu6 = key("mb_k3_e6_r6", 16, 8, 8, 1);
    Space ofRelu = space("mb_k3_e6", "mb_k5_e6");
    assertThat(read(HEADER + capped, ofRelu).rows())
        .containsEntry(relu, new LatencyRow(5))
        .containsEntry(relu6, new LatencyRow(5));
    assertThat(read(HEADER + capped, ofRelu).provenance()).containsKey("act");
    assertThat(read(HEADER + plain, space("mb_k3_e6_r6", "skip")).rows())
        .containsEntry(relu6, new LatencyRow(4));
    LatencyTable both = read(HEADER + capped + plain, ofRelu);
    assertThat(both.rows())
        .containsEntry(relu, new LatencyRow(4))
        .containsEntry(relu6, new LatencyRow(5));
    assertThat(both.provenance()).doesNotContainKey("act");
    String first = "phone,mbconv,3,1,1,1,8,8,16,16,act=relu6;skip=1,3,c\n";
    assertThat(read(HEADER + first, space("mb_k3_e1_noexpand_r6", "skip")).rows())
        .containsEntry(key("mb_k3_e1_noexpand_r6", 16, 8, 8, 1), new LatencyRow(3));
    assertThat(read(HEADER + first, space("mb_k3_e1_noexpand", "skip")).rows())
        .containsEntry(key("mb_k3_e1_noexpand", 16, 8, 8, 1), new LatencyRow(3));
  }

  private static Space space(String... candidates) {
    return new LayerwiseDefinition(
            "two",
            new ImageShape(32, 32, 3),
            new LayerwiseDefinition.Stem(3, 8, 2),
            List.of(new LayerwiseDefinition.Stage(8, 1, 1)),
            List.of(candidates),
            true,
            16,
            10)
        .space();
  }

  private static LatencyTable read(String text, Space space) throws FormatException {
    return LatencyFile.read(text.getBytes(StandardCharsets.UTF_8), "/t/phone.csv", space);
  }

  private static LatencyTableCsv.Imported read(String text) throws FormatException {
    return LatencyTableCsv.read(
        text.getBytes(StandardCharsets.UTF_8),
        "/t/phone.csv",
        "tflite",
        "fp32",
        1,
        OptionalInt.of(4));
  }

  private static LatencyKey key(String op, int side, int in, int out, int stride) {
    return new LatencyKey(op, new ImageShape(side, side, in), out, stride);
  }
}
