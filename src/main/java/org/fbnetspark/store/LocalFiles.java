package org.fbnetspark.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;

/**
 * What Hadoop's view of the machine's own files leaves out: reasons of failures, names that it
 * cannot show, files that never end, and creation that only one of several processes succeeds in.
 */
final class LocalFiles {

  private LocalFiles() {}

  /** Whether these are files of the machine. */
  static boolean are(FileSystem files) {
    return "file".equals(files.getUri().getScheme());
  }

  /** The same path to Java. */
  static Path path(org.apache.hadoop.fs.Path path) {
    return Path.of(path.toUri().getPath());
  }

  /** Makes a folder of the machine, and those that it is in; of other file systems none. */
  static void createFolder(FileSystem files, org.apache.hadoop.fs.Path folder) throws IOException {
    if (are(files)) {
      Files.createDirectories(path(folder));
    }
  }

  /** Writes a file that must not exist, or gives false; of several processes one writes it. */
  static boolean createNew(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    try {
      Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return true;
    } catch (FileAlreadyExistsException exists) {
      return false;
    }
  }

  /** Whether it is there, but neither file nor directory: reading it may never end. */
  static boolean isSpecial(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  /**
   * Links of a folder that lead to nothing.
   *
   * @param listed names that Hadoop listed; it leaves out whatever it cannot open
   * @throws IOException where that is a name that the locale cannot say
   */
  static List<String> danglingBesides(Path folder, Set<String> listed) throws IOException {
    List<String> dangling = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return dangling;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        LocaleCharset.HERE.check(file.toString(), true);
        if (!listed.contains(name) && Files.isSymbolicLink(file)) {
          dangling.add(name);
        }
      }
    }
    return dangling;
  }
}
