package org.fbnetspark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {

  private final ImageDecoder decoder = new ImageDecoder(10_000);

  @Test
  void decodesColourPaletteAndTransparency() throws IOException {
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_3BYTE_BGR,
          BufferedImage.TYPE_INT_ARGB,
          BufferedImage.TYPE_BYTE_INDEXED
        }) {
      BufferedImage image = new BufferedImage(2, 3, type);
      image.setRGB(1, 2, Color.RED.getRGB());
      Pixels pixels = decoder.decode(file("png", image));
      assertThat(pixels.shape()).as("type " + type).isEqualTo(new ImageShape(3, 2, 3));
      assertThat(pixels.values()).as("type " + type).endsWith((byte) 255, (byte) 0, (byte) 0);
    }
  }

  @Test
  void keepsGreyAsItIsWritten() throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    byte[] written = new byte[64];
    Arrays.fill(written, (byte) 100);
    image.getRaster().setDataElements(0, 0, 8, 8, written);

    for (String format : new String[] {"png", "jpg"}) {
      Pixels pixels = decoder.decode(file(format, image));
      assertThat(pixels.shape()).isEqualTo(new ImageShape(8, 8, 1));
      assertThat(pixels.values()).as(format).containsOnly(100);
      assertThat(pixels.inColour().values()).hasSize(192).containsOnly(100);
    }
  }

  @Test
  void checksTheSizeBeforeDecoding() throws IOException {
    byte[] huge = forgedSize(file("png", new BufferedImage(2, 2, 1)), 60_000, 60_000);

    assertThatThrownBy(() -> decoder.decode(huge))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("3600000000 pixels, but at most 10000");
  }

  @Test
  void refusesSixteenBits() throws IOException {
    byte[] file = file("png", new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY));

    assertThatThrownBy(() -> decoder.decode(file)).hasMessageContaining("more than 8 bits");
  }

  @Test
  void refusesOtherFormatsAndNoise() throws IOException {
    for (byte[] bytes :
        new byte[][] {
          {},
          "hello".getBytes(StandardCharsets.UTF_8),
          file("gif", new BufferedImage(2, 2, 1)),
          file("bmp", new BufferedImage(2, 2, 1))
        }) {
      assertThatThrownBy(() -> decoder.decode(bytes))
          .isInstanceOf(ImageFormatException.class)
          .hasMessageContaining("neither a JPEG nor a PNG");
    }
  }

  @Test
  void brokenFilesGiveOneKindOfFailure() throws IOException {
    BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
    int refused = 0;
    for (String format : new String[] {"png", "jpg"}) {
      byte[] good = file(format, image);
      for (int seed = 0; seed < 300; seed++) {
        java.util.Random random = new java.util.Random(seed);
        byte[] bad = Arrays.copyOf(good, good.length - random.nextInt(good.length));
        for (int i = 0; i < 3; i++) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
        try {
          decoder.decode(bad);
        } catch (ImageFormatException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(300);
  }

  private static byte[] file(String format, BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  /** The header of a PNG file changed, its checksum made to fit. */
  private static byte[] forgedSize(byte[] png, int height, int width) {
    ByteBuffer buffer = ByteBuffer.wrap(png.clone());
    buffer.putInt(16, width).putInt(20, height);
    CRC32 crc = new CRC32();
    crc.update(buffer.array(), 12, 17);
    buffer.putInt(29, (int) crc.getValue());
    return buffer.array();
  }
}
