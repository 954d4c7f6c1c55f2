package org.fbnetspark.data.source;

import java.io.IOException;
import java.util.Optional;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.fbnetspark.store.CorruptFileException;

/** What entries of all kinds of archives have in common. */
final class ArchiveEntries {

  private ArchiveEntries() {}

  /**
   * Shows a directory, a hidden entry or one whose path leaves the archive.
   *
   * @return the path of an entry that is none of these
   * @throws IOException where the name of a folder is not UTF-8, so that classes could not be told
   *     apart
   */
  static Optional<String> shown(ArchiveEntry entry, String archive, FileTree.Visitor visitor)
      throws IOException {
    String name = RelativePath.printable(entry.getName());
    // The library puts a question mark for what is not UTF-8.
    if (RelativePath.parent(entry.getName()).indexOf('?') >= 0) {
      throw new CorruptFileException(
          archive, 0, "holds '" + name + "', in a folder whose name is not UTF-8: unpack it first");
    }
    Optional<String> path = RelativePath.of(entry.getName());
    if (path.isEmpty()) {
      visitor.skip(name, "has a path that leaves the archive");
      return Optional.empty();
    }
    Optional<String> hidden = RelativePath.hidden(path.get());
    if (hidden.isPresent()) {
      visitor.hidden(hidden.get());
      return Optional.empty();
    }
    if (entry.isDirectory()) {
      if (!path.get().isEmpty()) {
        visitor.directory(path.get());
      }
      return Optional.empty();
    }
    return path;
  }
}
