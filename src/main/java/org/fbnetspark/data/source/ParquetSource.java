package org.fbnetspark.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fbnetspark.data.Split;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;

/**
 * Parquet files with a column of pictures, as bytes of JPEG or PNG files, and one of labels. Labels
 * are read first; a class is what an image has as its label.
 */
final class ParquetSource implements ExampleSource {

  private static final int MAX_CLASSES = 1 << 16;

  private final Storage storage;
  private final String path;
  private final ParquetColumns columns;
  private final SourceLimits limits;
  private long bytes;

  ParquetSource(Storage storage, String path, ParquetColumns columns, SourceLimits limits) {
    this.storage = storage;
    this.path = path;
    this.columns = columns;
    this.limits = limits;
  }

  @Override
  public String description() {
    return "Parquet files " + RelativePath.last(path);
  }

  @Override
  public List<String> read(ExampleSink sink) throws IOException {
    Map<SplitName, List<ParquetTable>> tables = tables();
    Map<SplitName, Set<String>> labels = new EnumMap<>(SplitName.class);
    for (Map.Entry<SplitName, List<ParquetTable>> split : tables.entrySet()) {
      Set<String> found = labels(split.getValue());
      if (!found.isEmpty()) {
        labels.put(split.getKey(), found);
      } else if (split.getKey() != SplitName.TRAIN) {
        sink.note(split.getKey() + " has no labels: its images are left out");
      }
    }
    SplitName.note(labels.keySet()).ifPresent(sink::note);
    LabelledClasses classes =
        LabelledClasses.of(path, tables.get(SplitName.TRAIN).get(0).schema(), labels);
    classes.note().ifPresent(sink::note);
    long rows = tables.values().stream().flatMap(List::stream).mapToLong(ParquetTable::rows).sum();
    bytes = 0;
    long read = 0;
    for (SplitName split : labels.keySet()) {
      for (ParquetTable table : tables.get(split)) {
        long before = read;
        Split of = split.beside(labels.keySet());
        table.read(
            true,
            (index, label, image) -> {
              String name = RelativePath.last(table.path()) + "#" + index;
              if (label.isEmpty()) {
                sink.skip(name, "has no label");
              } else if (image.isEmpty()) {
                sink.skip(name, "has no bytes of a picture");
              } else {
                accept(of, classes.labels().get(label.get()), name, image.get(), sink);
              }
              sink.reached((before + index + 1.0) / rows);
            });
        read += table.rows();
      }
    }
    sink.reached(1);
    return classes.names();
  }

  private void accept(Split split, int label, String name, byte[] image, ExampleSink sink)
      throws IOException {
    bytes += image.length;
    if (bytes > limits.maxBytes()) {
      throw new CorruptFileException(
          path, 0, "holds more than the limit of " + limits.maxBytes() + " bytes");
    }
    if (image.length > limits.maxImageBytes()) {
      sink.skip(name, "is longer than the limit of " + limits.maxImageBytes() + " bytes");
    } else {
      sink.accept(RawExample.file(split, label, name, image));
    }
  }

  private Map<SplitName, List<ParquetTable>> tables() throws IOException {
    Map<SplitName, List<ParquetTable>> tables = new EnumMap<>(SplitName.class);
    long rows = 0;
    for (Map.Entry<SplitName, List<String>> split :
        new TreeMap<>(ParquetFiles.in(storage, path, limits)).entrySet()) {
      List<ParquetTable> ofSplit = new ArrayList<>();
      for (String file : split.getValue()) {
        ParquetTable table = ParquetTable.open(storage, file, columns, limits);
        rows += table.rows();
        if (rows > limits.maxEntries()) {
          throw new CorruptFileException(
              file, 0, "brings more than the limit of " + limits.maxEntries() + " rows");
        }
        ofSplit.add(table);
      }
      tables.put(split.getKey(), ofSplit);
    }
    ParquetSchema first = tables.get(SplitName.TRAIN).get(0).schema();
    for (ParquetTable table : tables.values().stream().flatMap(List::stream).toList()) {
      if (table.schema().isNumbered() != first.isNumbered()
          || !table.schema().names().equals(first.names())) {
        throw new CorruptFileException(table.path(), 0, "has other classes than the first file");
      }
    }
    return tables;
  }

  private static Set<String> labels(List<ParquetTable> tables) throws IOException {
    Set<String> labels = new TreeSet<>();
    for (ParquetTable table : tables) {
      table.read(
          false,
          (index, label, image) -> {
            if (label.isPresent() && labels.add(label.get()) && labels.size() > MAX_CLASSES) {
              throw new CorruptFileException(
                  table.path(),
                  0,
                  "has more than " + MAX_CLASSES + " labels, which are no classes");
            }
          });
    }
    return labels;
  }
}
