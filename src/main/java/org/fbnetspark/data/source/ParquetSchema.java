package org.fbnetspark.data.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.fbnetspark.store.CorruptFileException;

/**
 * Which columns of a file hold images and labels.
 *
 * @param image the bytes of a picture: a column, or the field {@code bytes} of one
 * @param label whole numbers or texts
 * @param names what the numbers mean by the metadata that data sets of Hugging Face bring; empty
 *     where they bring none
 */
record ParquetSchema(Type image, Type label, List<String> names) {

  private static final String BYTES = "bytes";

  /**
   * Finds the columns.
   *
   * @throws CorruptFileException where one is not there, or several could be meant
   */
  static ParquetSchema of(String path, FileMetaData file, ParquetColumns wanted)
      throws CorruptFileException {
    List<Type> columns = file.getSchema().getFields();
    Type image =
        choose(path, columns, ParquetSchema::isImage, wanted.image(), "image", List.of("img"));
    Type label =
        choose(
            path,
            columns,
            column -> column != image && isLabel(column),
            wanted.label(),
            "label",
            List.of("labels", "class", "target"));
    Type bytes =
        image.isPrimitive()
            ? image
            : new GroupType(
                image.getRepetition(), image.getName(), image.asGroupType().getType(BYTES));
    return new ParquetSchema(bytes, label, names(path, file.getKeyValueMetaData(), label));
  }

  private static Type choose(
      String path,
      List<Type> columns,
      Predicate<Type> fits,
      Optional<String> wanted,
      String usual,
      List<String> others)
      throws CorruptFileException {
    List<Type> fitting = columns.stream().filter(fits).toList();
    if (wanted.isPresent() || fitting.size() == 1) {
      return named(fitting, wanted.orElse(null))
          .orElseThrow(() -> refused(path, usual, columns, fitting, wanted));
    }
    List<String> names = new ArrayList<>(List.of(usual));
    names.addAll(others);
    return names.stream()
        .flatMap(name -> named(fitting, name).stream())
        .findFirst()
        .orElseThrow(() -> refused(path, usual, columns, fitting, wanted));
  }

  /** The column of this name, or without one the first. */
  private static Optional<Type> named(List<Type> columns, String name) {
    return columns.stream()
        .filter(column -> name == null || column.getName().equals(name))
        .findFirst();
  }

  private static CorruptFileException refused(
      String path, String usual, List<Type> columns, List<Type> fitting, Optional<String> wanted) {
    String sought =
        wanted
            .map(name -> "no " + usual + " column '" + RelativePath.printable(name) + "'")
            .orElse((fitting.isEmpty() ? "no " : "more than one possible ") + usual + " column");
    return new CorruptFileException(
        path,
        0,
        "has "
            + sought
            + "; of its columns "
            + Folder.listed(columns.stream().map(Type::getName).toList())
            + " these could be: "
            + (fitting.isEmpty()
                ? "none"
                : Folder.listed(fitting.stream().map(Type::getName).toList()))
            + "; name one by prepare.parquet."
            + usual
            + "-column");
  }

  private static boolean isImage(Type column) {
    if (column.isRepetition(Type.Repetition.REPEATED)) {
      return false;
    }
    if (column.isPrimitive()) {
      return isPrimitive(column, PrimitiveTypeName.BINARY)
          && column.getLogicalTypeAnnotation() == null;
    }
    GroupType group = column.asGroupType();
    return group.containsField(BYTES)
        && group.getType(BYTES).isPrimitive()
        && isImage(group.getType(BYTES));
  }

  private static boolean isLabel(Type column) {
    if (column.isRepetition(Type.Repetition.REPEATED) || !column.isPrimitive()) {
      return false;
    }
    LogicalTypeAnnotation annotation = column.getLogicalTypeAnnotation();
    if (isPrimitive(column, PrimitiveTypeName.BINARY)) {
      return annotation instanceof StringLogicalTypeAnnotation
          || annotation instanceof EnumLogicalTypeAnnotation;
    }
    return (isPrimitive(column, PrimitiveTypeName.INT32)
            || isPrimitive(column, PrimitiveTypeName.INT64))
        && (annotation == null || annotation instanceof IntLogicalTypeAnnotation);
  }

  private static boolean isPrimitive(Type column, PrimitiveTypeName name) {
    return column.asPrimitiveType().getPrimitiveTypeName() == name;
  }

  private static List<String> names(String path, Map<String, String> metadata, Type label)
      throws CorruptFileException {
    try {
      JsonNode names =
          new ObjectMapper()
              .readTree(metadata.getOrDefault("huggingface", "{}"))
              .path("info")
              .path("features")
              .path(label.getName())
              .path("names");
      List<String> texts = new ArrayList<>();
      for (JsonNode name : names) {
        texts.add(name.asText());
      }
      return List.copyOf(texts);
    } catch (JsonProcessingException e) {
      throw new CorruptFileException(path, 0, "has metadata 'huggingface' that is no JSON", e);
    }
  }

  /** Whether labels are whole numbers. */
  boolean isNumbered() {
    return !isPrimitive(label, PrimitiveTypeName.BINARY);
  }

  /** Whether these are 32 bits wide. */
  boolean isNarrow() {
    return isPrimitive(label, PrimitiveTypeName.INT32);
  }

  /** Path of the column that holds the bytes of pictures. */
  String[] imagePath() {
    return image.isPrimitive()
        ? new String[] {image.getName()}
        : new String[] {image.getName(), BYTES};
  }

  /** What is read: labels, and images where they are wanted. */
  MessageType columns(boolean withImages) {
    return withImages ? new MessageType("rows", label, image) : new MessageType("rows", label);
  }
}
