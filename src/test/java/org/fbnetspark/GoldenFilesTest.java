package org.fbnetspark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fbnetspark.testing.Golden;
import org.junit.jupiter.api.Test;

/**
 * Holds the tables of files in README and guide, the golden files and the tests that read them
 * together: every format that others keep or read has a file as a release has written it.
 */
class GoldenFilesTest {

  /**
   * A line for each file of those tables: where it lies, its name, and its golden files or, in
   * brackets, why it has none.
   */
  private static final String TABLE =
      """
      run directory    | config.conf         | (HOCON with the keys of reference.conf)
      run directory    | manifest.json       | run-manifest-v1.json
      run directory    | data/               | dataset-manifest-v2.json shard-v1.bin
      run directory    | latency-table.json  | latency-table-v3.json latency-table-v2.json latency-table-v1.json
      run directory    | checkpoints/        | search-state-v5.bin retrain-state-v2.bin
      run directory    | metrics.jsonl       | metrics-v2.jsonl retrain-metrics-v2.jsonl
      run directory    | tensorboard/        | (a format of TensorBoard's, read back by its tests)
      run directory    | mlflow-run-id       | (an identifier that MLflow gives)
      run directory    | architecture.json   | architecture-v2.json architecture-v1.json
      run directory    | genotype.json       | genotype-v1.json
      run directory    | model.safetensors   | model-v2.safetensors model-v1.safetensors
      run directory    | last.safetensors    | model-v2.safetensors
      run directory    | evaluation.json     | evaluation-v1.json
      run directory    | finalists/          | architecture-v2.json network-times-v1.json
      run directory    | baselines/          | architecture-v2.json
      run directory    | samples/            | architecture-v2.json
      run directory    | summary.json        | search-summary-v1.json search-summary-v1-before-tries.json goals-summary-v1.json retrain-summary-v1.json
      run directory    | goals/              | (the files of a search for each goal, as above)
      run directory    | report.html         | (a page to look at)
      sweep directory  | sweep.conf          | (HOCON with the keys of reference.conf)
      sweep directory  | manifest.json       | sweep-manifest-v1.json
      sweep directory  | data/               | dataset-manifest-v2.json shard-v1.bin
      sweep directory  | latency/            | latency-table-v3.json latency-table-v2.json latency-table-v1.json
      sweep directory  | warm-up/            | run-manifest-v1.json search-state-v5.bin
      sweep directory  | points/             | run-manifest-v1.json search-state-v5.bin
      sweep directory  | pareto.csv          | pareto-v1.csv
      sweep directory  | pareto.json         | pareto-v1.json
      sweep directory  | report.html         | (a page to look at)
      export directory | model.onnx          | model-opset13.onnx
      export directory | model-int8.onnx     | model-int8-opset13.onnx
      export directory | model.dl4j.zip      | (a format of DL4J's, read back by its ModelSerializer)
      export directory | model.safetensors   | model-v2.safetensors
      export directory | architecture.json   | architecture-v2.json architecture-v1.json
      export directory | export.json         | export-v1.json
      data set         | dataset.json        | dataset-manifest-v2.json
      data set         | train-00000.shard   | shard-v1.bin
      folder of tables | NAME.json           | latency-table-v3.json latency-table-v2.json latency-table-v1.json
      folder of tables | NAME.csv            | latency-table-v1.csv
      pack             | manifest.json       | profile-pack-v1.json
      pack             | 0001-overhead.onnx  | model-opset13.onnx
      pack             | RESULTS.csv         | pack-results-v1.csv
      """;

  /** Golden files of something else than files that are kept. */
  private static final List<String> OTHERS =
      List.of(
          "profile-summary-v1.json",
          "run-comparison-v2.json",
          "run-status-v2.json",
          "supernet-losses-v1.txt");

  private static final Pattern ROW = Pattern.compile("\\| ((?:`[^`]+`(?:, )?)+) \\|.*");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final Pattern FORMAT = Pattern.compile("\"(fbnet-spark/[a-z-]+)\"");

  private static List<String[]> rows() {
    return TABLE.lines().map(line -> line.split(" *\\| *")).toList();
  }

  private static List<String> goldens() {
    return rows().stream()
        .map(row -> row[2])
        .filter(golden -> !golden.startsWith("("))
        .flatMap(golden -> Stream.of(golden.split(" ")))
        .distinct()
        .toList();
  }

  /** Names in the first column of each table whose head is {@code in a ...}, with that head. */
  private static List<String> namedInTables() throws IOException {
    List<String> names = new ArrayList<>();
    String place = "";
    for (String line :
        (Files.readString(Path.of("README.md"))
                + Files.readString(Path.of("src/site/markdown/guide.md")))
            .split("\n")) {
      Matcher head = Pattern.compile("\\| in (?:a|the|an) ([a-z ]+) \\|.*").matcher(line);
      Matcher row = ROW.matcher(line);
      if (head.matches()) {
        place = head.group(1);
      } else if (line.isBlank()) {
        place = "";
      } else if (!place.isEmpty() && row.matches()) {
        Matcher name = NAME.matcher(row.group(1));
        while (name.find()) {
          names.add(place + ": " + name.group(1));
        }
      }
    }
    return names;
  }

  private static String sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      StringBuilder text = new StringBuilder();
      for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        if (!file.endsWith("GoldenFilesTest.java")) {
          text.append(Files.readString(file));
        }
      }
      return text.toString();
    }
  }

  @Test
  void theFilesOfTheTablesAreThese() throws IOException {
    assertThat(namedInTables())
        .containsExactlyInAnyOrderElementsOf(
            rows().stream().map(row -> row[0] + ": " + row[1]).toList());
  }

  @Test
  void everyGoldenFileIsThereAndReadByATest() throws IOException {
    String tests = sources(Path.of("src/test/java"));
    try (Stream<Path> files = Files.list(Golden.FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(goldens().stream(), OTHERS.stream()).toList());
    }
    assertThat(goldens())
        .allSatisfy(
            golden -> {
              assertThat(golden).matches(".*-(v|opset)\\d+.*\\.[a-z0-9]+");
              assertThat(tests).contains(golden);
            });
  }

  @Test
  void versionsOfNamesAreThoseOfTheFiles() throws IOException {
    for (String golden : goldens().stream().filter(name -> name.endsWith(".json")).toList()) {
      String version = golden.replaceFirst(".*-v(\\d+).*", "$1");
      assertThat(Golden.text(golden)).as(golden).containsPattern("\"version\" ?: " + version + ",");
    }
  }

  @Test
  void everyFormatOfOursHasAGoldenFile() throws IOException {
    Set<String> formats =
        FORMAT
            .matcher(sources(Path.of("src/main/java")))
            .results()
            .map(format -> format.group(1))
            .collect(Collectors.toSet());
    assertThat(formats).hasSizeGreaterThan(9);
    StringBuilder all = new StringBuilder();
    for (String golden : Stream.concat(goldens().stream(), OTHERS.stream()).toList()) {
      all.append(new String(Golden.bytes(golden), StandardCharsets.ISO_8859_1));
    }
    assertThat(formats).allSatisfy(format -> assertThat(all).contains('"' + format + '"'));
  }
}
