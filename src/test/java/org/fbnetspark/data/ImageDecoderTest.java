package org.fbnetspark.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {

  private final ImageDecoder decoder = new ImageDecoder(10_000);

  @Test
  void checksTheSizeBeforeDecoding() throws IOException {
    byte[] huge = forgedSize(file("png", new BufferedImage(2, 2, 1)), 60_000, 60_000);

    assertThatThrownBy(() -> decoder.decode(huge))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("more than the limit of 10000 pixels");
  }

  @Test
  void turnsPicturesAsTheirHeaderSays() throws IOException {
    // A picture of 2 x 3, numbered in the order in which it is to be seen, as each value stores it.
    Map<Integer, int[][]> stored =
        Map.of(
            1, new int[][] {{1, 2, 3}, {4, 5, 6}},
            2, new int[][] {{3, 2, 1}, {6, 5, 4}},
            3, new int[][] {{6, 5, 4}, {3, 2, 1}},
            4, new int[][] {{4, 5, 6}, {1, 2, 3}},
            5, new int[][] {{1, 4}, {2, 5}, {3, 6}},
            6, new int[][] {{3, 6}, {2, 5}, {1, 4}},
            7, new int[][] {{6, 3}, {5, 2}, {4, 1}},
            8, new int[][] {{4, 1}, {5, 2}, {6, 3}});
    for (int value = 1; value <= 8; value++) {
      int[][] rows = stored.get(value);
      byte[] file =
          PngBytes.of(rows[0].length, rows.length, 8, 0)
              .chunk("eXIf", JpegBytes.orientation(value))
              .rows(rows)
              .end();
      assertThat(decoder.decode(file).shape())
          .as("value " + value)
          .isEqualTo(new ImageShape(2, 3, 1));
      assertThat(decoder.decode(file).values())
          .as("value " + value)
          .containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(decoder.size(file)).isEqualTo(new ImageShape(2, 3, 3));
    }
  }

  @Test
  void turnsJpegPictures() throws IOException {
    int[][] quarters = {{0}, {80}, {160}, {240}};
    byte[] exif = JpegBytes.orientation(6);
    byte[] turned = JpegBytes.quarters(quarters).jfif().exif(exif).end();
    byte[] broken = JpegBytes.quarters(quarters).exif(Arrays.copyOf(exif, 12)).end();

    assertThat(corners(turned)).containsExactly(160, 0, 240, 80);
    assertThat(corners(broken)).containsExactly(0, 80, 160, 240);
  }

  private int[] corners(byte[] file) throws IOException {
    byte[] values = decoder.decode(file).values();
    int side = JpegBytes.SIDE;
    return IntStream.of(0, side - 1, side * (side - 1), side * side - 1)
        .map(at -> values[at] & 0xFF)
        .toArray();
  }

  @Test
  void namesWhatIsNoPicture() throws IOException {
    Map<byte[], String> reasons = new LinkedHashMap<>();
    reasons.put(new byte[0], "is empty");
    reasons.put("hello".getBytes(UTF_8), "is neither a JPEG nor a PNG picture");
    reasons.put(file("gif", new BufferedImage(2, 2, 1)), "is a GIF picture");
    reasons.put(file("bmp", new BufferedImage(2, 2, 1)), "is a BMP picture");
    reasons.put("RIFF\1\2\3\4WEBPVP8 ".getBytes(UTF_8), "is a WebP picture");
    reasons.put("\0\0\0 ftypavif".getBytes(UTF_8), "is an AVIF picture");
    reasons.put("\r\n <!DOCTYPE html>".getBytes(UTF_8), "is an HTML page");
    reasons.put("\uFEFF<html>404".getBytes(UTF_8), "is an HTML page");
    reasons.put("version https://git-lfs.github.com".getBytes(UTF_8), "is a Git LFS pointer");
    reasons.put("Rar!\u001A\7".getBytes(UTF_8), "is a RAR archive");
    reasons.forEach(
        (bytes, reason) ->
            assertThatThrownBy(() -> decoder.decode(bytes))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith(reason));
  }

  @Test
  void usesNoPartOfAPictureThatEndsEarly() throws IOException {
    for (String format : new String[] {"png", "jpg"}) {
      byte[] whole = file(format, noise(60));
      byte[] pixels = decoder.decode(whole).values();
      int shortest = whole.length;
      for (int length = whole.length - 1;
          length > 8;
          length -= length > whole.length - 40 ? 1 : 97) {
        try {
          byte[] cut = Arrays.copyOf(whole, length);
          assertThat(decoder.decode(cut).values()).as(format + " of " + length).isEqualTo(pixels);
          shortest = length;
        } catch (ImageFormatException e) {
          assertThat(e.getMessage()).as(format + " of " + length).isEqualTo("ends early");
        }
      }
      // The end mark alone may be missing, and what packs the last row beyond its pixels.
      assertThat(shortest).as(format).isBetween(whole.length - 24, whole.length - 2);
    }
  }

  @Test
  void usesNoPartOfAPictureThatIsDamagedWithin() throws IOException {
    byte[] jpeg = file("jpg", noise(60));
    Arrays.fill(jpeg, jpeg.length / 2, jpeg.length / 2 + 200, (byte) 0xFF);
    byte[] png = file("png", noise(60));
    png[png.length / 2] ^= 1;

    for (byte[] damaged : new byte[][] {jpeg, png}) {
      assertThatThrownBy(() -> decoder.decode(damaged)).hasMessage("is damaged within");
    }
  }

  private static BufferedImage noise(int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(side);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, random.nextInt());
    }
    return image;
  }

  @Test
  void brokenFilesGiveOneKindOfFailure() throws IOException {
    int[][] inks = {{9, 9, 9, 255}, {99, 9, 9, 255}, {9, 99, 9, 255}, {9, 9, 99, 255}};
    byte[] exif = JpegBytes.orientation(6);
    List<byte[]> whole =
        List.of(
            file("png", noise(20)),
            file("jpg", noise(20)),
            JpegBytes.quarters(inks).exif(exif).adobe(2).end(),
            PngBytes.of(4, 1, 2, 0)
                .chunk("tRNS", (byte) 0, (byte) 1)
                .chunk("eXIf", exif)
                .rows(new int[] {0, 1, 2, 3})
                .end());
    int refused = 0;
    for (byte[] good : whole) {
      for (int seed = 0; seed < 300; seed++) {
        Random random = new Random(seed);
        byte[] bad = Arrays.copyOf(good, good.length - random.nextInt(good.length));
        for (int i = 0; i < 3; i++) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
        try {
          decoder.size(bad);
          decoder.decode(bad);
        } catch (ImageFormatException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(900);
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
