package org.fbnetspark.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.fbnetspark.store.Storage;

/** What a file is by its first bytes, whatever its name says. */
enum FileKind {
  ZIP("504b0304", "a zip archive"),
  EMPTY_ZIP("504b0506", "an empty zip archive"),
  GZIP("1f8b", "a gzip file"),
  XZ("fd377a", "an xz file"),
  BZIP2("425a68", "a bzip2 file"),
  PARQUET("50415231", "a Parquet file"),
  ZSTANDARD("28b52ffd", "packed by Zstandard, which is not read: unpack it"),
  SEVEN_ZIP("377abcaf271c", "a 7z archive, which is not read: unpack it"),
  RAR("526172211a07", "a RAR archive, which is not read: unpack it"),
  JPEG("ffd8ff", "a single JPEG picture, not a source of many"),
  PNG("89504e47", "a single PNG picture, not a source of many"),
  HDF5("894844460d0a", "an HDF5 file, which is not read"),
  NUMPY("934e554d5059", "a NumPy array, which is not read"),
  PDF("25504446", "a PDF document"),
  LFS_POINTER(
      HexFormat.of().formatHex("version https://git-lfs".getBytes(StandardCharsets.US_ASCII)),
      "a Git LFS pointer, not the file itself: fetch it with git lfs pull"),
  HTML("", "an HTML page, so the download failed: fetch the file again"),
  /** A tar archive begins with a file's name, and other formats of ours are told by their names. */
  OTHER("", "of an unknown kind");

  /** How many first bytes tell what a file is. */
  static final int HEAD_BYTES = 512;

  private final byte[] magic;
  private final String description;

  FileKind(String magic, String description) {
    this.magic = HexFormat.of().parseHex(magic);
    this.description = description;
  }

  static FileKind of(Storage storage, String path) throws IOException {
    try (InputStream in = storage.open(path)) {
      return of(in.readNBytes(HEAD_BYTES));
    }
  }

  static FileKind of(byte[] head) {
    for (FileKind kind : values()) {
      if (kind.magic.length > 0 && startsWith(head, kind.magic)) {
        return kind;
      }
    }
    // Byte order marks and blanks may stand before the first tag.
    String text = new String(head, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    String start = text.replaceFirst("^[\\s\u00EF\u00BB\u00BF\u00FE\u00FF]+", "");
    return start.matches("(?s)<(!doctype html|html|head|body|script|meta|!--).*") ? HTML : OTHER;
  }

  private static boolean startsWith(byte[] head, byte[] magic) {
    return head.length >= magic.length
        && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
  }

  /** What it is, to follow "is". */
  String description() {
    return description;
  }
}
