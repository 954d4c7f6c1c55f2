package org.fbnetspark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which colours each kind of picture has: those that libjpeg and libpng give it. */
class PictureKindsTest {

  private static final int JPEG_ERROR = 2;
  private static final int[][] RED_GREEN_BLUE_GREY = {
    {220, 30, 30}, {30, 200, 30}, {30, 30, 220}, {240, 240, 240}
  };

  /** A profile under which the same numbers are other colours. */
  private static final byte[] LINEAR = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();

  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  /** Name, file, error allowed, and the four quarters. */
  static Stream<Arguments> kinds() {
    return Stream.concat(jpegs(), pngs());
  }

  private static Stream<Arguments> jpegs() {
    int[][] rgb = RED_GREEN_BLUE_GREY;
    int[][] ycc = each(rgb, PictureKindsTest::luminance);
    int[][] inks = each(rgb, c -> new int[] {c[0], c[1], c[2], 255});
    int[][] halfBlack = each(rgb, c -> new int[] {c[0], c[1], c[2], 128});
    int[][] ycck =
        each(
            rgb,
            c -> {
              int[] ycc3 = luminance(255 - c[0], 255 - c[1], 255 - c[2]);
              return new int[] {ycc3[0], ycc3[1], ycc3[2], 255};
            });
    int[][] halved = each(rgb, c -> Arrays.stream(c).map(v -> v * 128 / 255).toArray());
    return Stream.of(
        jpeg("JFIF", JpegBytes.quarters(ycc).jfif(), rgb),
        jpeg("no marker, ids 1 2 3", JpegBytes.quarters(ycc).ids(1, 2, 3), rgb),
        jpeg("no marker, ids 0 1 2", JpegBytes.quarters(ycc).ids(0, 1, 2), rgb),
        jpeg("no marker, ids R G B", JpegBytes.quarters(rgb).ids('R', 'G', 'B'), rgb),
        jpeg("Adobe 0", JpegBytes.quarters(rgb).adobe(0), rgb),
        jpeg("Adobe 1", JpegBytes.quarters(ycc).adobe(1), rgb),
        jpeg("Adobe 1, ids R G B", JpegBytes.quarters(ycc).adobe(1).ids('R', 'G', 'B'), rgb),
        jpeg("Adobe of the future", JpegBytes.quarters(ycc).adobe(9), rgb),
        jpeg("JFIF before Adobe 0", JpegBytes.quarters(ycc).jfif().adobe(0), rgb),
        jpeg("JFIF, ids R G B", JpegBytes.quarters(ycc).jfif().ids('R', 'G', 'B'), rgb),
        jpeg(
            "Exif alone, ids 0 1 2",
            JpegBytes.quarters(ycc).exif(JpegBytes.orientation(1)).ids(0, 1, 2),
            rgb),
        jpeg("CMYK of Adobe", JpegBytes.quarters(inks).adobe(0), rgb),
        jpeg("CMYK, half black", JpegBytes.quarters(halfBlack).adobe(0), halved),
        jpeg("CMYK without a marker", JpegBytes.quarters(inks), rgb),
        jpeg("YCCK of Adobe", JpegBytes.quarters(ycck).adobe(2), rgb),
        jpeg("JFIF with a profile", JpegBytes.quarters(ycc).jfif().profile(LINEAR), rgb),
        jpeg(
            "grey",
            JpegBytes.quarters(new int[][] {{30}, {100}, {200}, {255}}).jfif(),
            new int[][] {{30}, {100}, {200}, {255}}));
  }

  private static Stream<Arguments> pngs() {
    int[][] grey = {{0}, {85}, {170}, {255}};
    int[][] greyOneWhite = {{0}, {255}, {170}, {255}};
    int[][] rgb = {{220, 30, 30}, {30, 200, 30}, {30, 30, 220}, {0, 0, 0}};
    int[][] rgbLastWhite = {{220, 30, 30}, {30, 200, 30}, {30, 30, 220}, {255, 255, 255}};
    int[][] mixed = {{0}, {128}, {200}, {255}};
    byte[] palette = {(byte) 220, 30, 30, 30, (byte) 200, 30, 30, 30, (byte) 220, 0, 0, 0};
    byte[] lastHidden = {-1, -1, -1, 0};
    return Stream.of(
        png("1 bit", of(1, GREY).rows(row(0, 1), row(1, 0)), new int[][] {{0}, {255}, {255}, {0}}),
        png("2 bits", of(2, GREY).rows(row(0, 1), row(2, 3)), grey),
        png("4 bits", of(4, GREY).rows(row(0, 5), row(10, 15)), grey),
        png("8 bits", of(8, GREY).rows(row(0, 85), row(170, 255)), grey),
        png("16 bits", of(16, GREY).rows(row(0, 21845), row(43690, 65535)), grey),
        png("2 bits, one hidden", hide(of(2, GREY), 1).rows(row(0, 1), row(2, 3)), greyOneWhite),
        png(
            "8 bits, one hidden",
            hide(of(8, GREY), 85).rows(row(0, 85), row(170, 255)),
            greyOneWhite),
        png(
            "16 bits, one hidden",
            hide(of(16, GREY), 21845).rows(row(0, 21845), row(43690, 65535)),
            greyOneWhite),
        png(
            "grey and alpha",
            of(8, GREY_ALPHA).rows(row(0, 255, 1, 128), row(145, 128, 7, 0)),
            mixed),
        png(
            "grey and alpha of 16 bits",
            of(16, GREY_ALPHA).rows(row(0, 65535, 257, 32896), row(37265, 32896, 7, 0)),
            mixed),
        png("colour", colour(of(8, RGB)), rgb),
        png("colour, one hidden", colour(hide(of(8, RGB), 0, 0, 0)), rgbLastWhite),
        png("colour of 16 bits", wideColour(of(16, RGB)), rgb),
        png("colour of 16 bits, one hidden", wideColour(hide(of(16, RGB), 0, 0, 0)), rgbLastWhite),
        png(
            "colour and alpha",
            of(8, RGB_ALPHA)
                .rows(row(220, 30, 30, 255, 30, 200, 30, 255), row(30, 30, 220, 255, 90, 9, 9, 0)),
            rgbLastWhite),
        png("palette", of(2, PALETTE).chunk("PLTE", palette).rows(row(0, 1), row(2, 3)), rgb),
        png(
            "palette, one hidden",
            of(8, PALETTE)
                .chunk("PLTE", palette)
                .chunk("tRNS", lastHidden)
                .rows(row(0, 1), row(2, 3)),
            rgbLastWhite),
        png("colour with a profile", colour(of(8, RGB).profile(LINEAR)), rgb),
        png(
            "colour with a gamma",
            colour(of(8, RGB).chunk("gAMA", (byte) 0, (byte) 1, (byte) 134, (byte) 160)),
            rgb));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void hasTheColoursThatItsFileSays(String kind, byte[] file, int error, int[][] quarters)
      throws IOException {
    Pixels pixels = ImageDecoder.STANDARD.decode(file);
    int side = pixels.shape().height();

    for (int i = 0; i < 4; i++) {
      int at = (side / 4 + i / 2 * side / 2) * side + side / 4 + i % 2 * side / 2;
      for (int c = 0; c < 3; c++) {
        assertThat(pixels.inColour().values()[3 * at + c] & 0xFF)
            .as("channel " + c + " of quarter " + i)
            .isCloseTo(quarters[i][quarters[i].length == 3 ? c : 0], within(error));
      }
    }
  }

  @Test
  void keepsGreyGrey() throws IOException {
    byte[] file = JpegBytes.quarters(new int[][] {{30}, {100}, {200}, {255}}).jfif().end();

    assertThat(ImageDecoder.STANDARD.decode(file).shape().channels()).isEqualTo(1);
  }

  private static Arguments jpeg(String kind, JpegBytes file, int[][] quarters) {
    return Arguments.of("JPEG: " + kind, file.end(), JPEG_ERROR, quarters);
  }

  private static Arguments png(String kind, PngBytes file, int[][] quarters) {
    return Arguments.of("PNG: " + kind, file.end(), 0, quarters);
  }

  private static PngBytes of(int bits, int colourType) {
    return PngBytes.of(2, 2, bits, colourType);
  }

  private static PngBytes hide(PngBytes png, int... samples) {
    ByteBuffer content = ByteBuffer.allocate(2 * samples.length);
    Arrays.stream(samples).forEach(sample -> content.putShort((short) sample));
    return png.chunk("tRNS", content.array());
  }

  private static PngBytes colour(PngBytes png) {
    return png.rows(row(220, 30, 30, 30, 200, 30), row(30, 30, 220, 0, 0, 0));
  }

  private static PngBytes wideColour(PngBytes png) {
    return png.rows(row(56540, 7710, 7710, 7710, 51400, 7710), row(7710, 7710, 56540, 0, 0, 0));
  }

  private static int[] row(int... samples) {
    return samples;
  }

  private static int[][] each(int[][] colours, UnaryOperator<int[]> change) {
    return Arrays.stream(colours).map(change).toArray(int[][]::new);
  }

  /** Luminance and chrominances of a colour (ITU-R BT.601, full range). */
  private static int[] luminance(int... rgb) {
    double luminance = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
    return new int[] {
      (int) Math.round(luminance),
      (int) Math.round((rgb[2] - luminance) / 1.772 + 128),
      (int) Math.round((rgb[0] - luminance) / 1.402 + 128)
    };
  }
}
