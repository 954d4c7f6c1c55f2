package org.fbnetspark.data.source;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** Archives and images made in memory. */
final class TestArchive {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

  TestArchive() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
  }

  TestArchive file(String name, byte[] content) {
    return entry(new TarArchiveEntry(name, true), content);
  }

  TestArchive directory(String name) {
    return entry(new TarArchiveEntry(name + "/"), new byte[0]);
  }

  TestArchive link(String name, String target, byte kind) {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind);
    entry.setLinkName(target);
    return entry(entry, new byte[0]);
  }

  /** A name of any length for the next entry, as GNU tar writes it. */
  TestArchive longName(byte[] name) {
    return entry(new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME), name);
  }

  private TestArchive entry(TarArchiveEntry entry, byte[] content) {
    try {
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] bytes() throws IOException {
    tar.finish();
    return bytes.toByteArray();
  }

  String write(Path path) throws IOException {
    Files.write(path, bytes());
    return path.toString();
  }

  /** Writes a zip archive of these files. */
  static String zip(Path path, Map<String, byte[]> files) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return path.toString();
  }

  static byte[] packed(String format, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var packer = new CompressorStreamFactory().createCompressorOutputStream(format, out)) {
      packer.write(content);
    } catch (CompressorException e) {
      throw new IOException(e);
    }
    return out.toByteArray();
  }

  /** An image file of one colour. */
  static byte[] image(String format, int height, int width, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < height * width; i++) {
      image.setRGB(i % width, i / width, rgb);
    }
    return image(format, image);
  }

  static byte[] image(String format, BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, out)) {
      throw new IOException("no writer for " + format);
    }
    return out.toByteArray();
  }
}
