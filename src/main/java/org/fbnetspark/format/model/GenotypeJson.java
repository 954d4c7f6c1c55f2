package org.fbnetspark.format.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.fbnetspark.domain.space.CellMacro;
import org.fbnetspark.domain.space.CellNetwork;
import org.fbnetspark.domain.space.CellStem;
import org.fbnetspark.domain.space.Genotype;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.json.JsonFields;

/**
 * The file {@code genotype.json}, version 1: a network of cells in short.
 *
 * <pre>
 * format    "fbnet-spark/genotype"
 * version   1
 * name      name in reports
 * genotype  the cells, in the notation of DARTS: Genotype(normal=[...], ...)
 * cells     number of cells, 3 to 200
 * width     channels of each node of the first cell, 1 to 4096
 * stem      cifar or imagenet
 * input     [height, width, channels] of one example
 * classes   classes to tell apart
 * </pre>
 */
public final class GenotypeJson {

  static final String FORMAT = "fbnet-spark/genotype";
  private static final int VERSION = 1;
  private static final int LONGEST_GENOTYPE = 10_000;
  private static final int MOST_CLASSES = 1_000_000;

  private GenotypeJson() {}

  /** The bytes of the file. */
  public static byte[] write(CellNetwork network) {
    CellMacro macro = network.macro();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", FORMAT).put("version", VERSION);
    document.put("name", network.name());
    document.put("genotype", network.genotype().text());
    document.put("cells", macro.cells()).put("width", macro.width());
    document.put("stem", macro.stem().word());
    Json.shape(document, "input", macro.input());
    document.put("classes", macro.classes());
    return Json.pretty(document).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether these bytes claim to be such a file. */
  public static boolean claimed(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).contains('"' + FORMAT + '"');
  }

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @throws FormatException naming the field that is unknown, out of bounds or does not fit
   */
  public static CellNetwork read(byte[] bytes, String path) throws FormatException {
    JsonFields file =
        JsonFields.ofFile(bytes, path, FORMAT, VERSION, VERSION)
            .only(
                List.of(
                    "format",
                    "version",
                    "name",
                    "genotype",
                    "cells",
                    "width",
                    "stem",
                    "input",
                    "classes"));
    CellMacro macro =
        new CellMacro(
            file.shape("input"),
            (int) file.whole("classes", 1, MOST_CLASSES),
            stem(file),
            (int) file.whole("cells", CellMacro.FEWEST_CELLS, CellMacro.MOST_CELLS),
            (int) file.whole("width", 1, CellMacro.MOST_WIDTH));
    Genotype genotype;
    try {
      genotype = Genotype.parse(file.text("genotype", LONGEST_GENOTYPE));
    } catch (IllegalArgumentException e) {
      throw file.refuse("genotype", e.getMessage());
    }
    CellNetwork network = new CellNetwork(file.text("name"), macro, genotype);
    try {
      network.architecture();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw file.refuse("is no network: " + e.getMessage());
    }
    return network;
  }

  private static CellStem stem(JsonFields file) throws FormatException {
    String word = file.text("stem");
    return Arrays.stream(CellStem.values())
        .filter(stem -> stem.word().equals(word))
        .findFirst()
        .orElseThrow(() -> file.refuse("stem", "must be cifar or imagenet, but was " + word));
  }
}
