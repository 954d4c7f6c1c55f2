package org.fbnetspark.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a file is by its first bytes, whatever its name says: what is met where pictures or data
 * sets ought to be.
 */
public enum FileKind {
  /** No bytes at all. */
  EMPTY("empty"),
  /** Joint Photographic Experts Group. */
  JPEG("a JPEG picture", "\u00FF\u00D8\u00FF"),
  /** Portable Network Graphics. */
  PNG("a PNG picture", "\u0089PNG\r\n\u001A\n"),
  /** Graphics Interchange Format. */
  GIF("a GIF picture", "GIF87a", "GIF89a"),
  /** WebP. */
  WEBP("a WebP picture", "RIFF????WEBP"),
  /** Windows bitmap. */
  BMP("a BMP picture", "BM????\0\0\0\0"),
  /** Tagged Image File Format. */
  TIFF("a TIFF picture", "II*\0", "MM\0*"),
  /** AV1 in an ISO container. */
  AVIF("an AVIF picture", "????ftypavif", "????ftypavis"),
  /** High Efficiency Image File. */
  HEIF("a HEIF picture", "????ftyphei", "????ftyphev", "????ftypmif1", "????ftypmsf1"),
  /** JPEG XL. */
  JPEG_XL("a JPEG XL picture", "\u00FF\n", "\0\0\0\fJXL "),
  /** JPEG 2000. */
  JPEG_2000("a JPEG 2000 picture", "\0\0\0\fjP  ", "\u00FFO\u00FFQ"),
  /** Photoshop. */
  PSD("a Photoshop picture", "8BPS"),
  /** Portable Document Format. */
  PDF("a PDF document", "%PDF-"),
  /** Zip archive. */
  ZIP("a zip archive", "PK\u0003\u0004"),
  /** Zip archive that holds nothing. */
  EMPTY_ZIP("an empty zip archive", "PK\u0005\u0006"),
  /** Gzip. */
  GZIP("a gzip file", "\u001F\u008B"),
  /** Xz. */
  XZ("an xz file", "\u00FD7z"),
  /** Bzip2. */
  BZIP2("a bzip2 file", "BZh"),
  /** Zstandard. */
  ZSTANDARD("a Zstandard file", "(\u00B5/\u00FD"),
  /** 7z archive. */
  SEVEN_ZIP("a 7z archive", "7z\u00BC\u00AF'\u001C"),
  /** RAR archive. */
  RAR("a RAR archive", "Rar!\u001A\u0007"),
  /** Parquet table. */
  PARQUET("a Parquet file", "PAR1"),
  /** Hierarchical Data Format. */
  HDF5("an HDF5 file", "\u0089HDF\r\n"),
  /** Array of NumPy. */
  NUMPY("a NumPy array", "\u0093NUMPY"),
  /** What Git stores in place of a large file. */
  LFS_POINTER("a Git LFS pointer, not the file itself", "version https://git-lfs"),
  /** A page, most often of an error that a download met. */
  HTML("an HTML page", "<!doctype html", "<html", "<head", "<body", "<script", "<meta", "<!--"),
  /** Scalable Vector Graphics. */
  SVG("an SVG drawing", "<svg"),
  /** Any other markup. */
  XML("an XML document", "<?xml"),
  /** None of these. */
  UNKNOWN("of an unknown kind");

  /** How many first bytes tell what a file is; a text may begin with blanks. */
  public static final int HEAD_BYTES = 512;

  private final String words;
  private final String[] starts;

  FileKind(String words, String... starts) {
    this.words = words;
    this.starts = starts;
  }

  /** The kind with its article. */
  public String words() {
    return words;
  }

  /** The kind of a file, of which the first {@value #HEAD_BYTES} bytes are enough. */
  public static FileKind of(byte[] file) {
    if (file.length == 0) {
      return EMPTY;
    }
    String head =
        new String(file, 0, Math.min(HEAD_BYTES, file.length), StandardCharsets.ISO_8859_1);
    // Byte order marks and blanks may stand before the first tag.
    String text =
        head.replaceFirst("^[\\s\u00EF\u00BB\u00BF\u00FE\u00FF]+", "").toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(kind -> Arrays.stream(kind.starts).anyMatch(start -> begins(start, head, text)))
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** Question marks stand for any byte. */
  private static boolean begins(String start, String head, String text) {
    if (start.startsWith("<")) {
      return text.startsWith(start);
    }
    if (head.length() < start.length()) {
      return false;
    }
    for (int i = 0; i < start.length(); i++) {
      if (start.charAt(i) != '?' && start.charAt(i) != head.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
