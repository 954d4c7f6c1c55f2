package org.fbnetspark.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.fbnetspark.store.Storage;

/** Files that the command line names, on any Hadoop file system. */
final class InputFile {

  private static final int LARGEST_BYTES = 256 << 20;

  private InputFile() {}

  /** Whether a word that may be a name or a file is a file. */
  static boolean named(String nameOrFile) {
    return nameOrFile.matches(".*(/|\\.json|\\.conf).*");
  }

  /** A whole file. */
  static byte[] bytes(String file) throws IOException {
    Storage storage = Storage.standard();
    if (!storage.exists(storage.qualified(file))) {
      throw new FileNotFoundException(file + " does not exist");
    }
    return storage.read(storage.qualified(file), LARGEST_BYTES);
  }
}
