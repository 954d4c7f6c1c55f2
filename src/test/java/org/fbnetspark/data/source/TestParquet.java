package org.fbnetspark.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet files as data sets of pictures have them. */
final class TestParquet {

  /** As Hugging Face writes them. */
  static final String STRUCT =
      "message m { optional group image { optional binary bytes; optional binary path (STRING); }"
          + " optional int64 label; }";

  static final String NUMBERED = "message m { required binary img; required int32 label; }";
  static final String NAMED = "message m { optional binary img; optional binary kind (STRING); }";

  private final MessageType schema;
  private final List<Group> rows = new ArrayList<>();
  private CompressionCodecName codec = CompressionCodecName.SNAPPY;
  private Map<String, String> metadata = Map.of();

  TestParquet(String schema) {
    this.schema = MessageTypeParser.parseMessageType(schema);
  }

  /** A row; null leaves a value out. */
  TestParquet row(byte[] image, Object label) {
    Group row = new SimpleGroup(schema);
    Group within = schema.getType(0).isPrimitive() ? row : row.addGroup(0);
    if (image != null) {
      within.add(0, Binary.fromConstantByteArray(image));
    }
    if (label instanceof Long number) {
      row.add(1, number);
    } else if (label instanceof Integer number) {
      row.add(1, number);
    } else if (label != null) {
      row.add(1, label.toString());
    }
    rows.add(row);
    return this;
  }

  TestParquet packed(CompressionCodecName by) {
    codec = by;
    return this;
  }

  /** Names of classes in the metadata, as Hugging Face writes them. */
  TestParquet names(String json) {
    metadata =
        Map.of(
            "huggingface",
            "{\"info\": {\"features\": {\"image\": {\"_type\": \"Image\"}, \"label\":"
                + " {\"names\": "
                + json
                + ", \"_type\": \"ClassLabel\"}}}}");
    return this;
  }

  String write(java.nio.file.Path path) throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new Path(path.toString()))
            .withType(schema)
            .withCompressionCodec(codec)
            .withPageWriteChecksumEnabled(true)
            .withExtraMetaData(metadata)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
    return path.toString();
  }
}
