package org.fbnetspark.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.FileEntry;
import org.fbnetspark.store.Storage;

/**
 * A directory of any Hadoop file system. Links are not followed, so that nothing from outside of
 * the directory gets in and no circle is walked.
 */
final class DirectoryTree implements FileTree {

  private static final int MAX_DEPTH = 16;

  private final Storage storage;
  private final String root;
  private final SourceLimits limits;
  private int entries;

  DirectoryTree(Storage storage, String root, SourceLimits limits) {
    this.storage = storage;
    this.root = root;
    this.limits = limits;
  }

  @Override
  public void walk(Visitor visitor) throws IOException {
    entries = 0;
    walk(root, "", 0, visitor);
    visitor.reached(1);
  }

  private void walk(String directory, String path, int depth, Visitor visitor) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new CorruptFileException(directory, 0, "lies deeper than " + MAX_DEPTH + " folders");
    }
    List<FileEntry> list = storage.list(directory);
    for (int i = 0; i < list.size(); i++) {
      FileEntry entry = list.get(i);
      if (++entries > limits.maxEntries()) {
        throw new CorruptFileException(
            root, 0, "holds more than the limit of " + limits.maxEntries() + " files");
      }
      String below = path.isEmpty() ? entry.name() : path + "/" + entry.name();
      if (entry.link()) {
        visitor.skip(below, "is a link, which is not followed; copy the file or link it hard");
      } else if (entry.directory()) {
        visitor.directory(below);
        walk(entry.path(), below, depth + 1, visitor);
      } else {
        visitor.file(new DirectoryFile(storage, below, entry));
      }
      if (depth == 1) {
        visitor.reached((i + 1.0) / list.size());
      }
    }
  }

  private record DirectoryFile(Storage storage, String path, FileEntry entry) implements TreeFile {

    @Override
    public long bytes() {
      return entry.bytes();
    }

    @Override
    public InputStream open() throws IOException {
      return storage.open(entry.path());
    }

    @Override
    public Optional<String> location() {
      return Optional.of(entry.path());
    }
  }
}
