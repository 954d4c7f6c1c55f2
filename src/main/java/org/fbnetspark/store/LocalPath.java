package org.fbnetspark.store;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A path of the machine's own file system, for what Hadoop does not tell of it.
 *
 * @param file where it is
 */
record LocalPath(File file) {

  /** The path, where its scheme is that of local files. */
  static Optional<LocalPath> of(org.apache.hadoop.fs.Path path) {
    return "file".equals(path.toUri().getScheme())
        ? Optional.of(new LocalPath(new File(path.toUri().getPath())))
        : Optional.empty();
  }

  /** Whether it is there, but neither file nor directory: reading it may never end. */
  boolean isSpecial() {
    return file.exists() && !file.isFile() && !file.isDirectory();
  }

  /** The path with every link resolved. */
  String withoutLinks() throws IOException {
    return file.getCanonicalPath();
  }

  /**
   * Links of this directory that lead to nothing.
   *
   * @param listed names that Hadoop listed; it leaves out whatever it cannot open
   * @throws IOException where that is a name of which this process lacks letters
   */
  List<String> danglingBesides(Set<String> listed) throws IOException {
    List<String> dangling = new ArrayList<>();
    if (!file.isDirectory()) {
      return dangling;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(file.toPath())) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!isSpelled(entry)) {
          throw new IOException(
              file
                  + " holds '"
                  + name.replace('\uFFFD', '?')
                  + "', a name that cannot be spelled in "
                  + System.getProperty("sun.jnu.encoding")
                  + ", the character set of this process; start it under a UTF-8 locale"
                  + " (LC_ALL=C.UTF-8, executors too), or rename it");
        }
        if (!listed.contains(name) && Files.isSymbolicLink(entry)) {
          dangling.add(name);
        }
      }
    }
    return dangling;
  }

  /** Whether the text of a name leads back to it. */
  private static boolean isSpelled(Path entry) {
    try {
      return Path.of(entry.toString()).equals(entry);
    } catch (InvalidPathException unmappable) {
      return false;
    }
  }
}
