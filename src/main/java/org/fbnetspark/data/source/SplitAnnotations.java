package org.fbnetspark.data.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fbnetspark.store.CorruptFileException;

/**
 * The classes of a split whose pictures lie in no folders of classes: a line for each with the name
 * of its file, a tabulator and the class, as {@code val_annotations.txt} of Tiny ImageNet has them.
 *
 * @param path where they were read, for messages
 * @param classOf the class of each file name
 */
record SplitAnnotations(String path, Map<String, String> classOf) {

  static boolean isNamed(String fileName) {
    String ending = "_annotations.txt";
    return fileName.endsWith(ending)
        && SplitName.of(fileName.substring(0, fileName.length() - ending.length())).isPresent();
  }

  static SplitAnnotations of(String path, byte[] bytes) throws CorruptFileException {
    Map<String, String> classOf = new HashMap<>();
    int number = 0;
    for (String line : text(path, bytes).lines().toList()) {
      number++;
      String[] fields = line.split("\t", 3);
      if (line.isBlank()) {
        continue;
      }
      if (fields.length < 2 || fields[1].isBlank()) {
        throw new CorruptFileException(
            path, 0, "has no file name, tabulator and class in line " + number);
      }
      String before = classOf.put(fields[0].strip(), fields[1].strip());
      if (before != null && !before.equals(fields[1].strip())) {
        throw new CorruptFileException(
            path, 0, "has a second class for the file of line " + number);
      }
    }
    return new SplitAnnotations(path, classOf);
  }

  private static String text(String path, byte[] bytes) throws CorruptFileException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CorruptFileException(path, 0, "is not UTF-8", e);
    }
  }

  /** The classes that it names. */
  SortedSet<String> classes() {
    return new TreeSet<>(classOf.values());
  }
}
