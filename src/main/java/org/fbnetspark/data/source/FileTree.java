package org.fbnetspark.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.fbnetspark.data.FileKind;
import org.fbnetspark.store.Storage;

/** Files under relative paths: a directory or an archive. */
interface FileTree {

  /** Shows every directory and file, in an order that the tree alone decides; as often as asked. */
  void walk(Visitor visitor) throws IOException;

  /** The tree at a path: a directory as it is, a file as the archive that its first bytes tell. */
  static FileTree at(Storage storage, String path, SourceLimits limits) throws IOException {
    if (storage.isDirectory(path)) {
      return new DirectoryTree(storage, path, limits);
    }
    return SourceKind.of(storage, path) == FileKind.ZIP
        ? new ZipTree(storage, path, limits)
        : new TarTree(storage, path, limits);
  }

  /** What is shown the tree. */
  interface Visitor {

    /** A directory; archives may leave them out. */
    void directory(String path) throws IOException;

    /** A regular file. */
    void file(TreeFile file) throws IOException;

    /** A file or directory that holds no data of the tree; what lies below is not shown. */
    default void hidden(String path) {}

    /** Something that is neither, or whose path leaves the tree. */
    void skip(String path, String reason);

    /** A link that is not followed; what it leads to may have been a directory. */
    default void unfollowed(String path, String reason) throws IOException {
      skip(path, reason);
    }

    /** How far the tree has been walked, in [0, 1]. */
    void reached(double share);
  }

  /** A regular file of a tree. */
  interface TreeFile {

    /** Path below the tree's root, parts separated by slashes. */
    String path();

    /** Length. */
    long bytes();

    /** Its content; may be read once, before the visit ends. */
    InputStream open() throws IOException;

    /** Where it can be read later; nothing for a file in an archive. */
    Optional<String> location();

    /** The last part of its path. */
    default String name() {
      return path().substring(path().lastIndexOf('/') + 1);
    }
  }
}
