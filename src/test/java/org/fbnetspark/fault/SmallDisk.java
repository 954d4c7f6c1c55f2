package org.fbnetspark.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A file system of some megabytes in memory, which can be filled, and made read-only. */
final class SmallDisk implements Volume {

  private static final int CHUNK = 1 << 12;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts one on a folder; empty where that is not allowed. */
  static Optional<SmallDisk> mounted(Path folder, int megabytes) throws IOException {
    Files.createDirectories(folder);
    boolean mounted =
        SystemCommand.succeeds(
            "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
    return mounted ? Optional.of(new SmallDisk(folder)) : Optional.empty();
  }

  Path folder() {
    return folder;
  }

  @Override
  public String path() {
    return folder.toString();
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  @Override
  public void fill() throws IOException {
    byte[] bytes = new byte[CHUNK];
    for (int size = CHUNK; size > 0; size /= 2) {
      try (OutputStream out =
          Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        while (true) {
          out.write(bytes, 0, size);
        }
      } catch (IOException full) {
        // Smaller pieces may still fit.
      }
    }
  }

  @Override
  public void freeze() throws IOException {
    remount("ro");
  }

  @Override
  public void mend() throws IOException {
    remount("rw");
    Files.deleteIfExists(filler());
  }

  private void remount(String how) throws IOException {
    SystemCommand.run("mount", "-o", "remount," + how, folder.toString());
  }

  @Override
  public void close() throws IOException {
    // Lazily, for a process that is being killed may still have a file open.
    SystemCommand.run("umount", "-l", folder.toString());
  }
}
