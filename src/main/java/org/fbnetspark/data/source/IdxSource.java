package org.fbnetspark.data.source;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fbnetspark.data.Pixels;
import org.fbnetspark.data.Split;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;

/**
 * IDX files as MNIST and its like come in: a directory with an images and a labels file for
 * training and for testing, packed or not, and what the labels mean where EMNIST's mapping file is
 * there.
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
    IdxFiles files = IdxFiles.in(storage, directory);
    byte[] train = labels(files.trainLabels());
    byte[] test = labels(files.testLabels());
    SortedSet<Long> numbers = new TreeSet<>();
    for (byte label : train) {
      numbers.add((long) (label & 0xFF));
    }
    for (int i = 0; i < test.length; i++) {
      if (!numbers.contains((long) (test[i] & 0xFF))) {
        throw new IOException(
            "Test label "
                + i
                + " of "
                + directory
                + " is "
                + (test[i] & 0xFF)
                + ", which no training image has; they have "
                + numbers.first()
                + " to "
                + numbers.last());
      }
    }
    NumberedClasses classes = NumberedClasses.of(numbers, files.meanings(storage));
    images(Split.TRAIN, files.trainImages(), train, classes, sink);
    images(Split.TEST, files.testImages(), test, classes, sink);
    sink.reached(1);
    return classes.names();
  }

  private byte[] labels(String path) throws IOException {
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

  private void images(
      Split split, String path, byte[] labels, NumberedClasses classes, ExampleSink sink)
      throws IOException {
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
        int label = classes.labels().get((long) (labels[i] & 0xFF));
        sink.accept(RawExample.pixels(split, label, name, new Pixels(shape, values)));
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
}
