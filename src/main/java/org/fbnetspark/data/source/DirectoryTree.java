package org.fbnetspark.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.FileEntry;
import org.fbnetspark.store.Storage;

/**
 * A directory of any Hadoop file system. Links are followed wherever they lead, but never back to a
 * directory that is being walked.
 */
final class DirectoryTree implements FileTree {

  private static final int MAX_DEPTH = 16;

  private final Storage storage;
  private final String root;
  private final SourceLimits limits;
  private final Set<String> walked = new HashSet<>();
  private int entries;

  DirectoryTree(Storage storage, String root, SourceLimits limits) {
    this.storage = storage;
    this.root = root;
    this.limits = limits;
  }

  @Override
  public void walk(Visitor visitor) throws IOException {
    entries = 0;
    walked.clear();
    walked.add(storage.withoutLinks(root));
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
      if (RelativePath.hidden(entry.name()).isPresent()) {
        visitor.hidden(below);
      } else {
        show(entry, below, depth, visitor);
      }
      if (depth == 1) {
        visitor.reached((i + 1.0) / list.size());
      }
    }
  }

  private void show(FileEntry entry, String path, int depth, Visitor visitor) throws IOException {
    switch (entry.kind()) {
      case FILE -> visitor.file(new DirectoryFile(storage, path, entry));
      case SPECIAL -> visitor.skip(path, "is a pipe, a device or a socket");
      case DANGLING -> visitor.unfollowed(path, "is a link to nothing");
      case DIRECTORY -> {
        String real = storage.withoutLinks(entry.path());
        if (walked.add(real)) {
          visitor.directory(path);
          walk(entry.path(), path, depth + 1, visitor);
          walked.remove(real);
        } else {
          visitor.skip(path, "is a link back to a folder that it lies in");
        }
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
