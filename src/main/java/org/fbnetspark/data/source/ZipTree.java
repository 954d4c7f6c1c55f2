package org.fbnetspark.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;

/** A zip archive, read as its directory at the end tells, in the order in which files lie in it. */
final class ZipTree implements FileTree {

  private final Storage storage;
  private final String archive;
  private final SourceLimits limits;
  private long unpacked;

  ZipTree(Storage storage, String archive, SourceLimits limits) {
    this.storage = storage;
    this.archive = archive;
    this.limits = limits;
  }

  @Override
  public void walk(Visitor visitor) throws IOException {
    unpacked = 0;
    long packed = storage.bytes(archive);
    try (ZipFile zip = open()) {
      Set<String> seen = new HashSet<>();
      int entries = 0;
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        if (++entries > limits.maxEntries()) {
          throw fault(entry, "is beyond the limit of " + limits.maxEntries() + " files");
        }
        show(zip, entry, packed, seen, visitor);
        visitor.reached((double) offset(entry) / packed);
      }
    }
    visitor.reached(1);
  }

  private ZipFile open() throws IOException {
    SeekableByteChannel bytes = storage.channel(archive);
    try {
      return new ZipFile(bytes, archive, StandardCharsets.UTF_8.name(), true, true);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw new CorruptFileException(
          archive, storage.bytes(archive), "is no sound zip archive: its last part is missing", e);
    }
  }

  private void show(
      ZipFile zip, ZipArchiveEntry entry, long packed, Set<String> seen, Visitor visitor)
      throws IOException {
    Optional<String> path = ArchiveEntries.shown(entry, archive, visitor);
    if (path.isEmpty()) {
      return;
    }
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw fault(entry, "is encrypted: unpack the archive to a folder");
    }
    if (!zip.canReadEntryData(entry)) {
      throw fault(
          entry, "is packed by method " + entry.getMethod() + ": unpack the archive to a folder");
    }
    if (entry.isUnixSymlink()) {
      visitor.unfollowed(path.get(), "is a link, which archives do not follow");
    } else if (!seen.add(path.get())) {
      visitor.skip(path.get(), "is in the archive twice");
    } else {
      visitor.file(new ZippedFile(path.get(), entry, zip, packed));
    }
  }

  private CorruptFileException fault(ZipArchiveEntry entry, String reason) {
    return new CorruptFileException(
        archive, offset(entry), RelativePath.printable(entry.getName()) + " " + reason);
  }

  /** Where its bytes begin; known once they were asked for. */
  private static long offset(ZipArchiveEntry entry) {
    return Math.max(0, entry.getDataOffset());
  }

  private final class ZippedFile implements TreeFile {
    private final String path;
    private final ZipArchiveEntry entry;
    private final ZipFile zip;
    private final long packed;

    ZippedFile(String path, ZipArchiveEntry entry, ZipFile zip, long packed) {
      this.path = path;
      this.entry = entry;
      this.zip = zip;
      this.packed = packed;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public long bytes() {
      return entry.getSize();
    }

    @Override
    public InputStream open() throws IOException {
      try {
        return new Content(zip.getInputStream(entry), entry, packed);
      } catch (IOException | RuntimeException e) {
        throw unsound(entry, e);
      }
    }

    @Override
    public Optional<String> location() {
      return Optional.empty();
    }
  }

  private CorruptFileException unsound(ZipArchiveEntry entry, Exception cause) {
    return new CorruptFileException(
        archive,
        offset(entry),
        RelativePath.printable(entry.getName()) + " cannot be unpacked",
        cause);
  }

  /** The bytes of a file; its end is given only where length and checksum are right. */
  private final class Content extends InputStream {
    private final InputStream in;
    private final ZipArchiveEntry entry;
    private final long packed;
    private final CRC32 crc = new CRC32();
    private long position;

    Content(InputStream in, ZipArchiveEntry entry, long packed) {
      this.in = in;
      this.entry = entry;
      this.packed = packed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count;
      try {
        count = in.read(into, offset, length);
      } catch (IOException | RuntimeException e) {
        throw unsound(entry, e);
      }
      if (count > 0) {
        crc.update(into, offset, count);
        position += count;
        unpacked += count;
        checkLimits();
      } else if (count < 0 && (position != entry.getSize() || crc.getValue() != entry.getCrc())) {
        throw fault(entry, "has another length or checksum than the archive's directory says");
      }
      return count;
    }

    private void checkLimits() throws IOException {
      if (position > entry.getSize()) {
        throw fault(entry, "is longer than the archive's directory says");
      }
      if (unpacked > limits.maxBytes()) {
        throw fault(entry, "is beyond the limit of " + limits.maxBytes() + " bytes unpacked");
      }
      if (limits.expanded(unpacked, packed)) {
        throw fault(
            entry,
            "makes more than "
                + limits.maxExpansion()
                + " times the archive's size; if it is no decompression bomb, raise the limit");
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
