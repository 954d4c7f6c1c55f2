package org.fbnetspark.data.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.MessageType;
import org.fbnetspark.data.FileKind;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;

/**
 * One Parquet file of images and labels.
 *
 * @param storage where it lies
 * @param path its path
 * @param limits bounds on what is read
 * @param schema which columns are read
 * @param rows their number
 */
record ParquetTable(
    Storage storage, String path, SourceLimits limits, ParquetSchema schema, long rows) {

  private static final int MAX_LABEL_BYTES = 1000;

  /** What takes the rows. */
  interface RowVisitor {
    /**
     * One row.
     *
     * @param index from 0
     * @param label nothing where there is none, or a negative number, which says the same
     * @param image nothing where there is none or images are not read
     */
    void row(long index, Optional<String> label, Optional<byte[]> image) throws IOException;
  }

  /** What is no fault of the file. */
  private static final class VisitorFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient IOException failure;

    VisitorFailed(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  /** Something that a broken file may end in any way. */
  private interface Reading<T> {
    T run(ParquetFileReader reader) throws IOException;
  }

  /** Reads what the file says of itself. */
  static ParquetTable open(
      Storage storage, String path, ParquetColumns columns, SourceLimits limits)
      throws IOException {
    FileKind kind = SourceKind.of(storage, path);
    if (kind != FileKind.PARQUET) {
      throw new CorruptFileException(
          path,
          0,
          "should be a Parquet file, but is " + SourceKind.foreign(kind).orElse(kind.words()));
    }
    return reading(
        storage,
        path,
        limits,
        reader -> {
          ParquetSchema schema =
              ParquetSchema.of(path, reader.getFooter().getFileMetaData(), columns);
          long rows = 0;
          for (BlockMetaData group : reader.getRowGroups()) {
            check(group, path, storage.bytes(path), schema.columns(true));
            rows = Math.addExact(rows, group.getRowCount());
          }
          return new ParquetTable(storage, path, limits, schema, rows);
        });
  }

  private static void check(BlockMetaData group, String path, long fileBytes, MessageType columns)
      throws CorruptFileException {
    long bytes = 0;
    for (ColumnChunkMetaData chunk : group.getColumns()) {
      if (!columns.containsPath(chunk.getPath().toArray())) {
        continue;
      }
      long start = chunk.getStartingPos();
      if (start < 0 || chunk.getTotalSize() < 0 || start > fileBytes - chunk.getTotalSize()) {
        throw new CorruptFileException(path, fileBytes, "ends before its columns");
      }
      if (!BoundedCodecs.READ.contains(chunk.getCodec())) {
        throw new CorruptFileException(
            path, start, "is packed by " + chunk.getCodec() + "; read are " + BoundedCodecs.READ);
      }
      bytes += chunk.getTotalSize();
    }
    long room = Runtime.getRuntime().maxMemory() / 2;
    if (bytes > room || group.getRowCount() < 0) {
      throw new CorruptFileException(
          path,
          group.getStartingPos(),
          String.format(
              Locale.ROOT,
              "has a row group of %,d rows and %,d MB, for which %,d MB are free;"
                  + " raise --driver-memory",
              group.getRowCount(),
              bytes >> 20,
              room >> 20));
    }
  }

  private static <T> T reading(
      Storage storage, String path, SourceLimits limits, Reading<T> reading) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder()
            .withCodecFactory(new BoundedCodecs(limits))
            .usePageChecksumVerification()
            .build();
    try (ParquetFileReader reader =
        ParquetFileReader.open(new ParquetInput(storage, path), options)) {
      return reading.run(reader);
    } catch (CorruptFileException e) {
      throw e;
    } catch (VisitorFailed e) {
      throw e.failure;
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      // Parquet's reader answers broken input in all these ways, and its words quote raw bytes.
      throw new CorruptFileException(
          path, storage.bytes(path), "is no sound Parquet file, or is encrypted", e);
    }
  }

  /** Shows every row in its order. */
  void read(boolean withImages, RowVisitor visitor) throws IOException {
    MessageType columns = schema.columns(withImages);
    reading(
        storage,
        path,
        limits,
        reader -> {
          reader.setRequestedSchema(columns);
          String writer = reader.getFooter().getFileMetaData().getCreatedBy();
          long index = 0;
          PageReadStore group = reader.readNextRowGroup();
          while (group != null) {
            ColumnReadStoreImpl values =
                new ColumnReadStoreImpl(
                    group, new GroupRecordConverter(columns).getRootConverter(), columns, writer);
            index = read(values, columns, index, group.getRowCount(), visitor);
            group = reader.readNextRowGroup();
          }
          return index;
        });
  }

  private long read(
      ColumnReadStoreImpl values, MessageType columns, long first, long rows, RowVisitor visitor)
      throws IOException {
    boolean withImages = columns.getFieldCount() > 1;
    ColumnReader label = reader(values, columns, schema.label().getName());
    ColumnReader image = withImages ? reader(values, columns, schema.imagePath()) : label;
    for (long i = first; i < first + rows; i++) {
      Optional<String> named = isThere(label) ? label(label, i) : Optional.empty();
      Optional<byte[]> bytes = Optional.empty();
      if (withImages) {
        bytes = isThere(image) ? Optional.of(image.getBinary().getBytes()) : Optional.empty();
        image.consume();
      }
      label.consume();
      try {
        visitor.row(i, named, bytes);
      } catch (IOException e) {
        throw new VisitorFailed(e);
      }
    }
    return first + rows;
  }

  private static ColumnReader reader(
      ColumnReadStoreImpl values, MessageType columns, String... path) {
    return values.getColumnReader(columns.getColumnDescription(path));
  }

  private static boolean isThere(ColumnReader column) {
    return column.getCurrentDefinitionLevel() == column.getDescriptor().getMaxDefinitionLevel();
  }

  private Optional<String> label(ColumnReader column, long row) throws IOException {
    if (schema.isNumbered()) {
      long number = schema.isNarrow() ? column.getInteger() : column.getLong();
      return number < 0 ? Optional.empty() : Optional.of(String.valueOf(number));
    }
    byte[] text = column.getBinary().getBytes();
    try {
      if (text.length <= MAX_LABEL_BYTES) {
        return Optional.of(
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString());
      }
    } catch (CharacterCodingException e) {
      throw new CorruptFileException(
          path, 0, "has a label in row " + row + " that is not UTF-8", e);
    }
    throw new CorruptFileException(
        path, 0, "has a label of " + text.length + " bytes in row " + row + ", no name of a class");
  }
}
