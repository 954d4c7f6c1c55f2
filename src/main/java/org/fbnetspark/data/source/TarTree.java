package org.fbnetspark.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;

/**
 * A tar archive, packed or not. It is read to its very end, so that an archive whose last part is
 * missing or whose checksum is wrong is refused.
 */
final class TarTree implements FileTree {

  /** Read record by record, or the library would swallow what follows the end mark. */
  private static final int RECORD_BYTES = 512;

  private static final int END_MARK_BYTES = 1024;
  private static final long MAX_HEADER_BYTES = 1 << 20;

  private final Storage storage;
  private final String archive;
  private final SourceLimits limits;

  TarTree(Storage storage, String archive, SourceLimits limits) {
    this.storage = storage;
    this.archive = archive;
    this.limits = limits;
  }

  @Override
  public void walk(Visitor visitor) throws IOException {
    try (UnpackedStream bytes = UnpackedStream.open(storage, archive, limits);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(bytes, RECORD_BYTES, RECORD_BYTES, "UTF-8")) {
      Set<String> seen = new HashSet<>();
      int entries = 0;
      for (TarArchiveEntry entry = next(tar, bytes); entry != null; entry = next(tar, bytes)) {
        if (++entries > limits.maxEntries()) {
          throw bytes.fault("holds more than the limit of " + limits.maxEntries() + " files");
        }
        show(entry, tar, bytes, seen, visitor);
        visitor.reached(bytes.share());
      }
      if (entries == 0) {
        throw bytes.fault("is not a tar archive, or an empty one");
      }
      checkEnd(bytes);
    }
  }

  private static TarArchiveEntry next(TarArchiveInputStream tar, UnpackedStream bytes)
      throws IOException {
    try {
      // Skipped here and not by the library, which then reads headers alone: a long name must not
      // fill the memory.
      while (tar.getCurrentEntry() != null && tar.available() > 0) {
        tar.skipNBytes(tar.available());
      }
      bytes.allow(MAX_HEADER_BYTES);
      TarArchiveEntry entry = tar.getNextTarEntry();
      bytes.allow(Long.MAX_VALUE - bytes.position());
      return entry;
    } catch (CorruptFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The library's own words quote raw bytes.
      throw bytes.fault("is no sound tar archive: no header of a file is here", e);
    }
  }

  private void show(
      TarArchiveEntry entry,
      TarArchiveInputStream tar,
      UnpackedStream bytes,
      Set<String> seen,
      Visitor visitor)
      throws IOException {
    Optional<String> path = ArchiveEntries.shown(entry, archive, visitor);
    if (path.isEmpty()) {
      return;
    }
    if (entry.isSymbolicLink()) {
      visitor.unfollowed(path.get(), "is a link, which archives do not follow");
    } else if (!isRegular(entry)) {
      visitor.skip(path.get(), "is not a regular file");
    } else if (!seen.add(path.get())) {
      visitor.skip(path.get(), "is in the archive twice");
    } else {
      visitor.file(new TarFile(path.get(), entry.getSize(), new Content(tar, bytes)));
    }
  }

  private static boolean isRegular(TarArchiveEntry entry) {
    byte flag = entry.getLinkFlag();
    return (flag == TarConstants.LF_NORMAL || flag == TarConstants.LF_OLDNORM) && !entry.isSparse();
  }

  private static void checkEnd(UnpackedStream bytes) throws IOException {
    byte[] rest = new byte[1 << 16];
    for (int count = bytes.read(rest); count >= 0; count = bytes.read(rest)) {
      if (bytes.trailingZeros() < count) {
        throw bytes.fault("goes on after its end mark; several archives in one are not read");
      }
    }
    if (bytes.trailingZeros() < END_MARK_BYTES) {
      throw bytes.fault("has no end mark: its last part is missing");
    }
  }

  private record TarFile(String path, long bytes, InputStream open) implements TreeFile {

    @Override
    public Optional<String> location() {
      return Optional.empty();
    }
  }

  /** The current entry; failures of the archive get its name and position. */
  private static final class Content extends InputStream {
    private final TarArchiveInputStream tar;
    private final UnpackedStream bytes;

    Content(TarArchiveInputStream tar, UnpackedStream bytes) {
      this.tar = tar;
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        return tar.read(into, offset, length);
      } catch (CorruptFileException e) {
        throw e;
      } catch (IOException e) {
        throw bytes.fault("ends within a file", e);
      }
    }
  }
}
