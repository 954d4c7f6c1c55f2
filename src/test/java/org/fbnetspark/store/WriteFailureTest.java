package org.fbnetspark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteFailureTest {

  @TempDir private Path directory;

  private static String said(IOException failure) {
    return WriteFailure.of("file:/runs/1/x", failure).getMessage();
  }

  @Test
  void reasonsAreToldInWords() {
    assertThat(said(new AccessDeniedException("/runs")))
        .isEqualTo("file:/runs/1/x cannot be written: no permission for /runs");
    assertThat(said(new FileNotFoundException("/runs/1/x (Permission denied)")))
        .endsWith(": no permission");
    assertThat(said(new IOException("No space left on device")))
        .endsWith(": no space left on the device");
    assertThat(said(new FileSystemException("/runs", null, "Read-only file system")))
        .endsWith(": the file system is read-only");
    assertThat(said(new IOException("x", new IOException("Disk quota exceeded"))))
        .endsWith(": the disk quota is used up");
    assertThat(said(new IOException("lease lost"))).endsWith(": lease lost");
  }

  @Test
  void aFileInTheWayOfAFolderIsNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("runs"));
    assertThatThrownBy(
            () -> Storage.standard().write(file.resolve("1/manifest.json").toString(), new byte[1]))
        .hasMessageContaining("runs/1/manifest.json cannot be written: ")
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("Mkdirs");
  }

  @Test
  void aFullDiskIsToldWithTheFileAndLeavesNothing() {
    Storage full = new Storage(Map.of("fs.full.impl", FullFileSystem.class.getName()));
    String path = "full:" + directory.resolve("a.shard");
    assertThatThrownBy(() -> full.write(path, new byte[1 << 20]))
        .hasMessageContaining("a.shard cannot be written: no space left on the device");
    assertThat(directory).isEmptyDirectory();
  }

  /** Hadoop makes these itself alone. */
  private static FSError asHadoop(IOException failure) {
    try {
      Constructor<FSError> made = FSError.class.getDeclaredConstructor(Throwable.class);
      made.setAccessible(true);
      return made.newInstance(failure);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Files that can be made and take no bytes. */
  public static final class FullFileSystem extends RawLocalFileSystem {

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress)
        throws IOException {
      FSDataOutputStream file = super.create(path, overwrite, buffer, replication, block, progress);
      return new FSDataOutputStream(file, (FileSystem.Statistics) null) {
        @Override
        public void write(byte[] bytes, int from, int count) {
          // An error, as Hadoop's local files do.
          throw asHadoop(new IOException("No space left on device"));
        }
      };
    }

    @Override
    public java.net.URI getUri() {
      return java.net.URI.create("full:///");
    }
  }
}
