package org.fbnetspark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The machine's own files, without checksum files and without processes: where its native library
 * is missing, Hadoop starts a {@code chmod} for each file that is created and a {@code readlink}
 * four times for each that takes another's place.
 */
public class MachineFiles extends RawLocalFileSystem {

  /** In one step, and in place of an older file if there is one. */
  @Override
  public boolean rename(Path from, Path to) throws IOException {
    Files.move(pathToFile(from).toPath(), pathToFile(to).toPath(), StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  @Override
  public void setPermission(Path path, FsPermission permission) throws IOException {
    if (permission.getStickyBit()) {
      // Java knows no such bit.
      super.setPermission(path, permission);
    } else {
      Files.setPosixFilePermissions(
          pathToFile(path).toPath(), PosixFilePermissions.fromString(permission.toString()));
    }
  }
}
