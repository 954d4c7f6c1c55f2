package org.fbnetspark.data.source;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.fbnetspark.data.Pixels;
import org.fbnetspark.data.Split;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;

/**
 * The binary version of CIFAR-10 or CIFAR-100, as the archive it comes in or its directory. A
 * record is its label bytes, of which the last is the class, and 32x32 pixels of red, then green,
 * then blue.
 */
final class CifarSource implements ExampleSource {

  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
  private static final int MAX_NAMES_BYTES = 1 << 16;

  /** The parts of the format in which the two data sets differ. */
  enum Variant {
    CIFAR10(
        10,
        1,
        "batches.meta.txt",
        Map.of(
            "data_batch_1.bin", Split.TRAIN,
            "data_batch_2.bin", Split.TRAIN,
            "data_batch_3.bin", Split.TRAIN,
            "data_batch_4.bin", Split.TRAIN,
            "data_batch_5.bin", Split.TRAIN,
            "test_batch.bin", Split.TEST)),
    CIFAR100(
        100, 2, "fine_label_names.txt", Map.of("train.bin", Split.TRAIN, "test.bin", Split.TEST));

    private final int classes;
    private final int labelBytes;
    private final String namesFile;
    private final Map<String, Split> files;

    Variant(int classes, int labelBytes, String namesFile, Map<String, Split> files) {
      this.classes = classes;
      this.labelBytes = labelBytes;
      this.namesFile = namesFile;
      this.files = files;
    }
  }

  private final Variant variant;
  private final Storage storage;
  private final String path;
  private final SourceLimits limits;

  CifarSource(Variant variant, Storage storage, String path, SourceLimits limits) {
    this.variant = variant;
    this.storage = storage;
    this.path = path;
    this.limits = limits;
  }

  @Override
  public String description() {
    return variant + " binary files " + RelativePath.last(path);
  }

  @Override
  public List<String> read(ExampleSink sink) throws IOException {
    Walk walk = new Walk(sink);
    FileTree.at(storage, path, limits).walk(walk);
    Set<String> missing = new TreeSet<>(variant.files.keySet());
    missing.add(variant.namesFile);
    missing.removeAll(walk.seen.keySet());
    if (!missing.isEmpty()) {
      throw new IOException(path + " lacks " + missing + " of " + variant);
    }
    return walk.names;
  }

  private final class Walk implements FileTree.Visitor {
    private final ExampleSink sink;
    private final Map<String, String> seen = new HashMap<>();
    private List<String> names = List.of();

    Walk(ExampleSink sink) {
      this.sink = sink;
    }

    @Override
    public void directory(String directory) {}

    @Override
    public void file(FileTree.TreeFile file) throws IOException {
      boolean ofNames = file.name().equals(variant.namesFile);
      if (!ofNames && !variant.files.containsKey(file.name())) {
        return;
      }
      String before = seen.put(file.name(), file.path());
      if (before != null) {
        throw new IOException(path + " holds " + file.path() + " besides " + before);
      }
      try (DataInputStream in = new DataInputStream(file.open())) {
        if (ofNames) {
          names = names(file, in);
        } else {
          records(file, in);
        }
      }
    }

    private void records(FileTree.TreeFile file, DataInputStream in) throws IOException {
      int recordBytes = variant.labelBytes + (int) SHAPE.elements();
      if (file.bytes() == 0 || file.bytes() % recordBytes != 0) {
        throw new CorruptFileException(
            path + ":" + file.path(),
            file.bytes(),
            "does not end after a whole record of " + recordBytes + " bytes");
      }
      byte[] record = new byte[recordBytes];
      for (long i = 0; i < file.bytes() / recordBytes; i++) {
        try {
          in.readFully(record);
        } catch (EOFException e) {
          throw new CorruptFileException(
              path + ":" + file.path(), i * recordBytes, "ends within record " + i, e);
        }
        int label = record[variant.labelBytes - 1] & 0xFF;
        if (label >= variant.classes) {
          throw new CorruptFileException(
              path + ":" + file.path(),
              i * recordBytes,
              "has label " + label + " of " + variant.classes + " classes");
        }
        sink.accept(
            RawExample.pixels(
                variant.files.get(file.name()),
                label,
                file.path() + "#" + i,
                new Pixels(SHAPE, interleaved(record))));
      }
    }

    private byte[] interleaved(byte[] record) {
      int plane = (int) SHAPE.positions();
      byte[] values = new byte[3 * plane];
      for (int i = 0; i < values.length; i++) {
        values[i] = record[variant.labelBytes + i % 3 * plane + i / 3];
      }
      return values;
    }

    private List<String> names(FileTree.TreeFile file, InputStream in) throws IOException {
      String text = new String(in.readNBytes(MAX_NAMES_BYTES), StandardCharsets.UTF_8);
      List<String> lines = text.lines().map(String::strip).filter(s -> !s.isEmpty()).toList();
      if (lines.size() != variant.classes) {
        throw new CorruptFileException(
            path + ":" + file.path(),
            0,
            "names " + lines.size() + " classes, not " + variant.classes);
      }
      return lines;
    }

    @Override
    public void skip(String skipped, String reason) {
      sink.skip(skipped, reason);
    }

    @Override
    public void reached(double share) {
      sink.reached(share);
    }
  }
}
