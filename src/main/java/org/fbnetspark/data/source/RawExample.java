package org.fbnetspark.data.source;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.fbnetspark.data.ImageFormatException;
import org.fbnetspark.data.Pixels;
import org.fbnetspark.data.Split;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;

/**
 * An example as its source holds it: pixels, the bytes of an image file, or the path of one.
 * Decoding is left to whoever has the time. Arrays are shared.
 */
public final class RawExample {

  private enum Form {
    PIXELS,
    FILE,
    PATH
  }

  private static final byte[] NOTHING = {};

  private final Split split;
  private final int label;
  private final String name;
  private final Form form;
  private final ImageShape shape;
  private final byte[] bytes;

  private RawExample(
      Split split, int label, String name, Form form, ImageShape shape, byte[] bytes) {
    this.split = split;
    this.label = label;
    this.name = name;
    this.form = form;
    this.shape = shape;
    this.bytes = bytes;
  }

  /** An example that needs no decoding. */
  public static RawExample pixels(Split split, int label, String name, Pixels pixels) {
    return new RawExample(split, label, name, Form.PIXELS, pixels.shape(), pixels.values());
  }

  /** The bytes of a JPEG or PNG file. */
  public static RawExample file(Split split, int label, String name, byte[] bytes) {
    return new RawExample(split, label, name, Form.FILE, new ImageShape(1, 1, 3), bytes);
  }

  /** A JPEG or PNG file to be read when it is decoded. */
  public static RawExample path(Split split, int label, String path) {
    return new RawExample(split, label, path, Form.PATH, new ImageShape(1, 1, 3), NOTHING);
  }

  /** The part of the data set it belongs to. */
  public Split split() {
    return split;
  }

  /** Its class, as the source counts them. */
  public int label() {
    return label;
  }

  /** Where it was found. */
  public String name() {
    return name;
  }

  /**
   * The example with the content of its file in memory, where it was only a path.
   *
   * @throws ImageFormatException where the file is larger than the limit
   */
  public RawExample loaded(Storage storage, SourceLimits limits) throws IOException {
    if (form != Form.PATH) {
      return this;
    }
    try {
      return file(split, label, name, storage.read(name, limits.maxImageBytes()));
    } catch (CorruptFileException e) {
      throw new ImageFormatException(
          "is longer than the limit of " + limits.maxImageBytes() + " bytes", e);
    }
  }

  /** The bytes of its JPEG or PNG file; only for a loaded example that has one. */
  public byte[] fileBytes() throws ImageFormatException {
    if (form != Form.FILE) {
      throw new ImageFormatException("has no file whose bytes could be kept");
    }
    return bytes;
  }

  /** Channels of its pixels once decoded. */
  public int channels() {
    return shape.channels();
  }

  /** Shape of its pixels, by its header alone. Only for a loaded example. */
  public ImageShape size(SourceLimits limits) throws ImageFormatException {
    return form == Form.PIXELS ? shape : limits.decoder().size(bytes);
  }

  /** Its pixels; files give three channels, whatever they hold. Only for a loaded example. */
  public Pixels decode(SourceLimits limits) throws ImageFormatException {
    return form == Form.PIXELS
        ? new Pixels(shape, bytes)
        : limits.decoder().decode(bytes).inColour();
  }

  /** Writes the example for another process of the same run; not a lasting format. */
  public void writeTo(DataOutputStream out) throws IOException {
    out.writeByte(split.ordinal());
    out.writeInt(label);
    out.writeUTF(name);
    out.writeByte(form.ordinal());
    out.writeInt(shape.height());
    out.writeInt(shape.width());
    out.writeInt(shape.channels());
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads what {@link #writeTo} wrote. */
  public static RawExample readFrom(DataInputStream in) throws IOException {
    Split split = Split.values()[in.readByte()];
    int label = in.readInt();
    String name = in.readUTF();
    Form form = Form.values()[in.readByte()];
    ImageShape shape = new ImageShape(in.readInt(), in.readInt(), in.readInt());
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new RawExample(split, label, name, form, shape, bytes);
  }
}
