package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in a folder. */
public final class WrittenFiles {

  private WrittenFiles() {}

  /** When each file was last written, but for claims, by its path in the folder. */
  public static Map<String, FileTime> in(Path folder) throws IOException {
    Map<String, FileTime> written = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith(".")) {
          written.put(folder.relativize(file).toString(), Files.getLastModifiedTime(file));
        }
      }
    }
    return written;
  }

  /** What is in it, by name. */
  public static List<Path> folders(Path folder) throws IOException {
    try (Stream<Path> folders = Files.list(folder)) {
      return folders.sorted().toList();
    }
  }
}
