package org.fbnetspark.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.fbnetspark.data.FileKind;
import org.fbnetspark.store.Storage;

/** What the kinds of files are to one who wants a data set. */
final class SourceKind {

  private SourceKind() {}

  static FileKind of(Storage storage, String path) throws IOException {
    try (InputStream in = storage.open(path)) {
      return FileKind.of(in.readNBytes(FileKind.HEAD_BYTES));
    }
  }

  /**
   * What a file is that is no unpacked data set, and what to do about it, to follow "is"; empty
   * where it may be one: a tar archive begins with a file's name, and that may look like the
   * beginning of a picture.
   */
  static Optional<String> foreign(FileKind kind) {
    return switch (kind) {
      case ZIP, EMPTY_ZIP, GZIP, XZ, BZIP2, PARQUET, PDF -> Optional.of(kind.words());
      case ZSTANDARD, SEVEN_ZIP, RAR ->
          Optional.of(kind.words() + ", which is not read: unpack it");
      case JPEG, PNG -> Optional.of(kind.words() + ", not a source of many");
      case HDF5, NUMPY -> Optional.of(kind.words() + ", which is not read");
      case LFS_POINTER -> Optional.of(kind.words() + ": fetch it with git lfs pull");
      case HTML -> Optional.of(kind.words() + ", so the download failed: fetch the file again");
      default -> Optional.empty();
    };
  }
}
