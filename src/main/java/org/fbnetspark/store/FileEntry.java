package org.fbnetspark.store;

/**
 * One name in a directory.
 *
 * @param path full path
 * @param name last part of the path
 * @param bytes length of a file; 0 for everything else
 * @param kind what it is, or what it leads to where it is a link
 */
public record FileEntry(String path, String name, long bytes, Kind kind) {

  /** What a name stands for. */
  public enum Kind {
    /** A regular file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A link that leads to nothing. */
    DANGLING,
    /** A pipe, a device or a socket, which may never end. */
    SPECIAL
  }

  /** Whether it is a directory. */
  public boolean directory() {
    return kind == Kind.DIRECTORY;
  }
}
