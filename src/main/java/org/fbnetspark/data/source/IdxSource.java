package org.fbnetspark.data.source;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.fbnetspark.data.Pixels;
import org.fbnetspark.data.Split;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.FileEntry;
import org.fbnetspark.store.Storage;

/**
 * IDX files as MNIST and Fashion-MNIST come in: a directory with an images and a labels file for
 * training ({@code train-…}) and testing ({@code t10k-…}), packed or not.
 */
final class IdxSource implements ExampleSource {

  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;
  private static final int MAX_SIDE = 4096;

  private final Storage storage;
  private final String directory;
  private final SourceLimits limits;

  IdxSource(Storage storage, String directory, SourceLimits limits) {
    this.storage = storage;
    this.directory = directory;
    this.limits = limits;
  }

  @Override
  public String description() {
    return "IDX files " + RelativePath.last(directory);
  }

  @Override
  public List<String> read(ExampleSink sink) throws IOException {
    byte[] train = labels("train");
    byte[] test = labels("t10k");
    int classes = 0;
    for (byte label : train) {
      classes = Math.max(classes, (label & 0xFF) + 1);
    }
    for (int i = 0; i < test.length; i++) {
      if ((test[i] & 0xFF) >= classes) {
        throw new IOException(
            "Test label "
                + i
                + " of "
                + directory
                + " is "
                + (test[i] & 0xFF)
                + ", but training labels end at "
                + (classes - 1));
      }
    }
    images(Split.TRAIN, "train", train, sink);
    images(Split.TEST, "t10k", test, sink);
    sink.reached(1);
    // Padded, so that the alphabetical order of the names is the order of the labels.
    int digits = String.valueOf(classes - 1).length();
    return IntStream.range(0, classes)
        .mapToObj(c -> String.format(Locale.ROOT, "%0" + digits + "d", c))
        .toList();
  }

  private byte[] labels(String part) throws IOException {
    String path = file(part, "labels");
    try (UnpackedStream bytes = UnpackedStream.open(storage, path, limits);
        DataInputStream in = new DataInputStream(bytes)) {
      int count = header(in, bytes, LABELS_MAGIC);
      // Grows as it is filled: a forged count takes no memory that the file does not.
      byte[] labels = in.readNBytes(count);
      if (labels.length < count) {
        throw bytes.fault("ends after " + labels.length + " of " + count + " labels");
      }
      checkEnd(bytes);
      return labels;
    }
  }

  private void images(Split split, String part, byte[] labels, ExampleSink sink)
      throws IOException {
    String path = file(part, "images");
    try (UnpackedStream bytes = UnpackedStream.open(storage, path, limits);
        DataInputStream in = new DataInputStream(bytes)) {
      int count = header(in, bytes, IMAGES_MAGIC);
      int height = in.readInt();
      int width = in.readInt();
      if (count != labels.length) {
        throw bytes.fault("holds " + count + " images for " + labels.length + " labels");
      }
      if (height < 1 || width < 1 || height > MAX_SIDE || width > MAX_SIDE) {
        throw bytes.fault("has images of " + height + "x" + width);
      }
      ImageShape shape = new ImageShape(height, width, 1);
      for (int i = 0; i < count; i++) {
        byte[] values = new byte[(int) shape.elements()];
        in.readFully(values);
        String name = RelativePath.last(path) + "#" + i;
        sink.accept(RawExample.pixels(split, labels[i] & 0xFF, name, new Pixels(shape, values)));
        sink.reached(split == Split.TRAIN ? bytes.share() * 0.9 : 0.9 + bytes.share() * 0.1);
      }
      checkEnd(bytes);
    } catch (EOFException e) {
      throw new CorruptFileException(path, storage.bytes(path), "ends before its last image", e);
    }
  }

  private static int header(DataInputStream in, UnpackedStream bytes, int magic)
      throws IOException {
    try {
      int found = in.readInt();
      if (found != magic) {
        throw bytes.fault(
            String.format(Locale.ROOT, "begins with %08x, but IDX data with %08x", found, magic));
      }
      int count = in.readInt();
      if (count < 1) {
        throw bytes.fault("holds " + count + " examples");
      }
      return count;
    } catch (EOFException e) {
      throw bytes.fault("ends within its header", e);
    }
  }

  private static void checkEnd(UnpackedStream bytes) throws IOException {
    if (bytes.read() >= 0) {
      throw bytes.fault("goes on after its last example");
    }
  }

  private String file(String part, String content) throws IOException {
    List<String> found = new ArrayList<>();
    for (FileEntry entry : storage.list(directory)) {
      if (entry.name().startsWith(part + "-" + content) && !entry.directory()) {
        found.add(entry.path());
      }
    }
    if (found.size() != 1) {
      throw new IOException(
          directory + " must hold one file " + part + "-" + content + "…, but holds " + found);
    }
    return found.get(0);
  }
}
