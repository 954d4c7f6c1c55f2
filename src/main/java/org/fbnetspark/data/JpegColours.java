package org.fbnetspark.data;

import java.util.Arrays;

/** What the components of a JPEG file are, and how they become grey or red-green-blue. */
enum JpegColours {
  /** Luminance alone. */
  GREY(1, 1),
  /** Luminance and two chrominances. */
  YCC(3, 3),
  /** Red, green, blue. */
  RGB(3, 3),
  /** Inks, inverted as Adobe writes them and all readers expect. */
  CMYK(4, 3),
  /** Inverted inks whose first three are stored as luminance and chrominances. */
  YCCK(4, 3);

  /** For {@link #of}: the file has no Adobe segment. */
  static final int NO_ADOBE_MARKER = -1;

  private final int components;
  private final int channels;

  JpegColours(int components, int channels) {
    this.components = components;
    this.channels = channels;
  }

  /** Channels of the decoded picture. */
  int channels() {
    return channels;
  }

  /**
   * Decides as libjpeg's {@code default_decompress_parms}.
   *
   * @param jfif whether there is a JFIF segment
   * @param adobeTransform the Adobe segment's transform, or {@link #NO_ADOBE_MARKER}
   * @param ids identifiers of the components in the order of the frame
   */
  static JpegColours of(boolean jfif, int adobeTransform, byte[] ids) throws ImageFormatException {
    boolean adobe = adobeTransform != NO_ADOBE_MARKER;
    return switch (ids.length) {
      case 1 -> GREY;
      case 3 -> {
        boolean named = Arrays.equals(ids, new byte[] {'R', 'G', 'B'});
        yield !jfif && (adobe ? adobeTransform == 0 : named) ? RGB : YCC;
      }
      case 4 -> adobe && adobeTransform != 0 ? YCCK : CMYK;
      default ->
          throw new ImageFormatException(
              "has " + ids.length + " components, which no common JPEG picture has");
    };
  }

  /**
   * Converts pixels.
   *
   * @param stored {@code [pixel][component]}
   * @param to takes {@code [pixel][channel]}
   * @param start where in {@code to}
   */
  void convert(int[] stored, byte[] to, int start) {
    int at = start;
    for (int i = 0; i < stored.length; i += components) {
      int first = stored[i];
      switch (this) {
        case GREY -> to[at] = (byte) first;
        case RGB -> put(to, at, first, stored[i + 1], stored[i + 2], 255);
        case YCC -> putLuminance(to, at, first, stored[i + 1], stored[i + 2], 255, 0);
        case CMYK -> put(to, at, first, stored[i + 1], stored[i + 2], stored[i + 3]);
        case YCCK -> putLuminance(to, at, first, stored[i + 1], stored[i + 2], stored[i + 3], 255);
        default -> throw new AssertionError(this);
      }
      at += channels;
    }
  }

  /** ITU-R BT.601 in libjpeg's 16-bit fixed point. */
  private static void putLuminance(
      byte[] to, int at, int luminance, int blueness, int redness, int share, int inverted) {
    int blue = blueness - 128;
    int red = redness - 128;
    put(
        to,
        at,
        inverted ^ clamped(luminance + (91881 * red + 32768 >> 16)),
        inverted ^ clamped(luminance + (-22554 * blue - 46802 * red + 32768 >> 16)),
        inverted ^ clamped(luminance + (116130 * blue + 32768 >> 16)),
        share);
  }

  /** Three values, each times {@code share / 255}, which is the white that black ink leaves. */
  private static void put(byte[] to, int at, int red, int green, int blue, int share) {
    to[at] = (byte) ((red * share + 127) / 255);
    to[at + 1] = (byte) ((green * share + 127) / 255);
    to[at + 2] = (byte) ((blue * share + 127) / 255);
  }

  private static int clamped(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
