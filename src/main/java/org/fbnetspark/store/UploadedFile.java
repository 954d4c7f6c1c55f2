package org.fbnetspark.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Written to a temporary file of this machine, and from there to its target in one stream, whose
 * close makes it seen. An object store shows what a stream holds when it is closed, and one that
 * was closed for a failure would show a part: so nothing is sent before the file is complete.
 */
final class UploadedFile extends AtomicFile {

  private final java.nio.file.Path local;

  private UploadedFile(
      FileSystem files, Path target, boolean replace, java.nio.file.Path local, OutputStream out) {
    super(files, target, replace, out);
    this.local = local;
  }

  static UploadedFile begin(FileSystem files, Path target, boolean replace) throws IOException {
    java.nio.file.Path local = Files.createTempFile("fbnet-spark-", ".part");
    return new UploadedFile(files, target, replace, local, Files.newOutputStream(local));
  }

  @Override
  void publish() throws IOException {
    try (InputStream bytes = Files.newInputStream(local)) {
      put(files(), target(), bytes);
    } catch (IOException e) {
      throw WriteFailure.of(target(), e);
    }
    Files.delete(local);
  }

  @Override
  void discard() throws IOException {
    Files.deleteIfExists(local);
  }

  /** Sends a whole file. */
  static void put(FileSystem files, Path target, byte[] bytes) throws IOException {
    put(files, target, new ByteArrayInputStream(bytes));
  }

  private static void put(FileSystem files, Path target, InputStream bytes) throws IOException {
    FSDataOutputStream out = files.create(target, true);
    try {
      bytes.transferTo(out);
    } catch (IOException | RuntimeException failed) {
      // Without a way to give it up, a stream that is not closed is not seen either.
      if (out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      }
      throw failed;
    }
    out.close();
  }
}
