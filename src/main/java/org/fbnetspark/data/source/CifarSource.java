package org.fbnetspark.data.source;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
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
 * CIFAR-10 or CIFAR-100, as the archive it comes in or its directory. An image is 32x32 pixels of
 * red, then green, then blue. In the binary version each follows its label bytes, of which the last
 * is the class; in the Python version a file is a {@link Pickle} of all images and their labels.
 */
final class CifarSource implements ExampleSource {

  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
  private static final int MAX_NAMES_BYTES = 1 << 16;
  private static final int BUFFER_BYTES = 1 << 16;

  /** Room for the 50,000 training images of CIFAR-100, which are one array. */
  private static final int MAX_PICKLED_BYTES = 1 << 28;

  /** The parts of the format in which the two data sets differ. */
  enum Variant {
    CIFAR10(
        10,
        1,
        "batches.meta.txt",
        "batches.meta",
        "label_names",
        "labels",
        Map.of(
            "data_batch_1.bin", Split.TRAIN,
            "data_batch_2.bin", Split.TRAIN,
            "data_batch_3.bin", Split.TRAIN,
            "data_batch_4.bin", Split.TRAIN,
            "data_batch_5.bin", Split.TRAIN,
            "test_batch.bin", Split.TEST)),
    CIFAR100(
        100,
        2,
        "fine_label_names.txt",
        "meta",
        "fine_label_names",
        "fine_labels",
        Map.of("train.bin", Split.TRAIN, "test.bin", Split.TEST));

    private final int classes;
    private final int labelBytes;
    private final String namesFile;
    private final String namesPickle;
    private final String namesKey;
    private final String labelsKey;
    private final Map<String, Split> files;

    Variant(
        int classes,
        int labelBytes,
        String namesFile,
        String namesPickle,
        String namesKey,
        String labelsKey,
        Map<String, Split> files) {
      this.classes = classes;
      this.labelBytes = labelBytes;
      this.namesFile = namesFile;
      this.namesPickle = namesPickle;
      this.namesKey = namesKey;
      this.labelsKey = labelsKey;
      this.files = files;
    }

    /** The name that a file of the Python version has in the binary one. */
    private String binaryName(String name) {
      if (name.equals(namesPickle)) {
        return namesFile;
      }
      return name.endsWith(".bin") || name.equals(namesFile) ? name : name + ".bin";
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
    return variant + " files " + RelativePath.last(path);
  }

  @Override
  public List<String> read(ExampleSink sink) throws IOException {
    Walk walk = new Walk(sink);
    FileTree.at(storage, path, limits).walk(walk);
    Set<String> missing = new TreeSet<>(variant.files.keySet());
    missing.add(variant.namesFile);
    missing.removeAll(walk.seen.keySet());
    if (!missing.isEmpty()) {
      throw new IOException(
          path + " lacks " + missing + " of " + variant + ", or their namesakes for Python");
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
      String binary = variant.binaryName(file.name());
      boolean ofNames = binary.equals(variant.namesFile);
      if (!ofNames && !variant.files.containsKey(binary)) {
        return;
      }
      String before = seen.put(binary, file.path());
      if (before != null) {
        throw new IOException(path + " holds " + file.path() + " besides " + before);
      }
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(file.open(), BUFFER_BYTES))) {
        if (!file.name().equals(binary)) {
          pickle(file, variant.files.get(binary), in);
        } else if (ofNames) {
          String text = new String(in.readNBytes(MAX_NAMES_BYTES), StandardCharsets.UTF_8);
          names(file, text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
        } else {
          records(file, in);
        }
      }
    }

    private void pickle(FileTree.TreeFile file, Split split, DataInputStream in)
        throws IOException {
      Map<String, Object> dict;
      try {
        dict = Pickle.dict(in, MAX_PICKLED_BYTES);
      } catch (CorruptFileException e) {
        throw e;
      } catch (IOException e) {
        String reason = e instanceof EOFException ? "ends within its pickle" : e.getMessage();
        throw new CorruptFileException(path + ":" + file.path(), 0, reason, e);
      }
      if (split == null) {
        names(
            file,
            list(file, dict, variant.namesKey, byte[].class).stream().map(Pickle::text).toList());
        return;
      }
      List<Long> labels = list(file, dict, variant.labelsKey, Long.class);
      int bytes = (int) SHAPE.elements();
      if (!(dict.get("data") instanceof byte[] data)
          || labels.isEmpty()
          || data.length != (long) labels.size() * bytes) {
        throw new CorruptFileException(
            path + ":" + file.path(),
            0,
            "must hold 'data' of " + bytes + " bytes for each of its " + labels.size() + " labels");
      }
      for (int i = 0; i < labels.size(); i++) {
        long label = labels.get(i);
        if (label < 0 || label >= variant.classes) {
          throw noSuchClass(file, 0, label);
        }
        accept(file, split, i, (int) label, data, i * bytes);
      }
    }

    private <T> List<T> list(
        FileTree.TreeFile file, Map<String, Object> dict, String key, Class<T> of)
        throws IOException {
      if (!(dict.get(key) instanceof List<?> values) || !values.stream().allMatch(of::isInstance)) {
        throw new CorruptFileException(path + ":" + file.path(), 0, "holds no list '" + key + "'");
      }
      return values.stream().map(of::cast).toList();
    }

    private CorruptFileException noSuchClass(FileTree.TreeFile file, long at, long label) {
      return new CorruptFileException(
          path + ":" + file.path(),
          at,
          "has label " + label + " of " + variant.classes + " classes");
    }

    private void accept(
        FileTree.TreeFile file, Split split, long index, int label, byte[] bytes, int from)
        throws IOException {
      int plane = (int) SHAPE.positions();
      byte[] values = new byte[3 * plane];
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes[from + i % 3 * plane + i / 3];
      }
      sink.accept(
          RawExample.pixels(split, label, file.path() + "#" + index, new Pixels(SHAPE, values)));
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
          throw noSuchClass(file, i * recordBytes, label);
        }
        accept(file, variant.files.get(file.name()), i, label, record, variant.labelBytes);
      }
    }

    private void names(FileTree.TreeFile file, List<String> found) throws IOException {
      if (found.size() != variant.classes) {
        throw new CorruptFileException(
            path + ":" + file.path(),
            0,
            "names " + found.size() + " classes, not " + variant.classes);
      }
      names = found;
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
