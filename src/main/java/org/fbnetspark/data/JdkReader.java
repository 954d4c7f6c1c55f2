package org.fbnetspark.data;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The JDK's own reader of a format, whatever others lie on the class path of a process. */
final class JdkReader implements AutoCloseable {

  private final ImageReader reader;
  private final List<String> warnings = new ArrayList<>();

  /**
   * A reader of one file.
   *
   * @param format its name, such as {@code png}
   * @param height of the picture, as found before
   * @param width of the picture, as found before
   * @throws IOException where the reader finds another size
   */
  JdkReader(String format, ByteBuffer file, int height, int width) throws IOException {
    reader =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(ImageReaderSpi.class, of -> reads(of, format), true)
            .next()
            .createReaderInstance();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    reader.setInput(
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file.array())), true, true);
    if (reader.getHeight(0) != height || reader.getWidth(0) != width) {
      throw new IOException("its header gives two sizes");
    }
  }

  private static boolean reads(Object provider, String format) {
    return provider.getClass().getModule() == ImageReader.class.getModule()
        && List.of(((ImageReaderSpi) provider).getFormatNames()).contains(format);
  }

  /** The picture with its colour model. */
  BufferedImage image() throws IOException {
    return reader.read(0);
  }

  /** The samples as they are stored. */
  Raster raster() throws IOException {
    return reader.readRaster(0, null);
  }

  /** What it complained of so far and passed over. */
  List<String> warnings() {
    return warnings;
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
