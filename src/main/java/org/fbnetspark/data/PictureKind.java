package org.fbnetspark.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** What a file is by its first bytes, as far as such files are met under the names of pictures. */
enum PictureKind {
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
  /** Gzip. */
  GZIP("a gzip file", "\u001F\u008B"),
  /** What Git stores in place of a large file. */
  LFS_POINTER("a Git LFS pointer, not the file itself", "version https://git-lfs"),
  /** A page, most often of an error that a download met. */
  HTML("an HTML page", "<!doctype html", "<html", "<head", "<body"),
  /** Scalable Vector Graphics. */
  SVG("an SVG drawing", "<svg"),
  /** Any other markup. */
  XML("an XML document", "<?xml"),
  /** None of these. */
  UNKNOWN("of an unknown kind");

  /** Of a text the beginning may hold a byte order mark and blanks. */
  private static final int HEAD = 64;

  private final String words;
  private final String[] starts;

  PictureKind(String words, String... starts) {
    this.words = words;
    this.starts = starts;
  }

  /** The kind with its article. */
  String words() {
    return words;
  }

  /** The kind of a file. */
  static PictureKind of(byte[] file) {
    if (file.length == 0) {
      return EMPTY;
    }
    String head = new String(file, 0, Math.min(HEAD, file.length), StandardCharsets.ISO_8859_1);
    String text = head.replaceFirst("^(\u00EF\u00BB\u00BF)?\\s*", "").toLowerCase(Locale.ROOT);
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
