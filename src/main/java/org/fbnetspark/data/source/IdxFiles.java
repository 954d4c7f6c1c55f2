package org.fbnetspark.data.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.FileEntry;
import org.fbnetspark.store.Storage;

/**
 * The files of one data set in IDX format, found by their names: {@code train-images…}, {@code
 * t10k-labels…}, or {@code test-…}, with the name of the set before them or without.
 *
 * @param mapping what the labels mean, as EMNIST writes it
 */
record IdxFiles(
    String trainImages,
    String trainLabels,
    String testImages,
    String testLabels,
    Optional<String> mapping) {

  private static final int MAX_MAPPING_BYTES = 1 << 16;
  private static final Pattern NAME =
      Pattern.compile("(.*[-_.])?(train|t10k|test)[-_.](images|labels)([-_.].*)?");

  static IdxFiles in(Storage storage, String directory) throws IOException {
    Map<String, List<String>> found = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (FileEntry entry : storage.list(directory)) {
      String name = entry.name().toLowerCase(Locale.ROOT);
      if (entry.kind() != FileEntry.Kind.FILE || RelativePath.hidden(name).isPresent()) {
        continue;
      }
      names.add(entry.name());
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        String part = matcher.group(2).equals("train") ? "train-" : "t10k-";
        found.computeIfAbsent(part + matcher.group(3), key -> new ArrayList<>()).add(entry.path());
      } else if (name.endsWith("mapping.txt")) {
        found.computeIfAbsent("mapping", key -> new ArrayList<>()).add(entry.path());
      }
    }
    for (String part : List.of("train-images", "train-labels", "t10k-images", "t10k-labels")) {
      if (found.getOrDefault(part, List.of()).size() != 1) {
        throw new IOException(
            directory
                + " must hold one file "
                + part
                + "… (for t10k- also test-), alone or after the name of the set, but holds "
                + Folder.listed(names)
                + "; keep the four files of one set in a directory");
      }
    }
    List<String> mappings = found.getOrDefault("mapping", List.of());
    return new IdxFiles(
        found.get("train-images").get(0),
        found.get("train-labels").get(0),
        found.get("t10k-images").get(0),
        found.get("t10k-labels").get(0),
        mappings.size() == 1 ? Optional.of(mappings.get(0)) : Optional.empty());
  }

  /** The characters that each label stands for; nothing where no file tells. */
  Map<Long, String> meanings(Storage storage) throws IOException {
    Map<Long, String> meanings = new HashMap<>();
    if (mapping.isEmpty()) {
      return meanings;
    }
    String text =
        new String(storage.read(mapping.get(), MAX_MAPPING_BYTES), StandardCharsets.US_ASCII);
    for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
      try {
        String[] fields = line.strip().split("\\s+");
        StringBuilder characters = new StringBuilder();
        for (int i = 1; i < fields.length; i++) {
          characters.appendCodePoint(Integer.parseInt(fields[i]));
        }
        meanings.put(Long.parseLong(fields[0]), RelativePath.printable(characters.toString()));
      } catch (IllegalArgumentException e) {
        throw new CorruptFileException(
            mapping.get(),
            text.indexOf(line),
            "must have lines of a label and the codes of its characters, such as 1 65 97",
            e);
      }
    }
    return meanings;
  }
}
