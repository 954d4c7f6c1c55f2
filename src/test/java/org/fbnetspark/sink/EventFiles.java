package org.fbnetspark.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.UnknownFieldSet;

/** Reads event files with nothing of what writes them: fields by number, checksums bit by bit. */
public final class EventFiles {

  private static final int CASTAGNOLI_REVERSED = 0x82f63b78;

  /**
   * An event with a summary.
   *
   * @param metrics by tag
   */
  public record Step(long step, double wallTime, Map<String, Float> metrics) {}

  private EventFiles() {}

  /** The steps of a directory in the order in which TensorBoard reads them. */
  public static List<Step> steps(Path directory) throws IOException {
    List<Path> names;
    try (Stream<Path> files = Files.list(directory)) {
      names = files.sorted().toList();
    }
    List<Step> steps = new ArrayList<>();
    for (Path name : names) {
      assertThat(name.getFileName().toString()).contains("tfevents");
      List<UnknownFieldSet> events = events(Files.readAllBytes(name));
      assertThat(text(events.get(0).getField(3))).isEqualTo("brain.Event:2");
      for (UnknownFieldSet event : events.subList(1, events.size())) {
        steps.add(step(event));
      }
    }
    return steps;
  }

  static List<UnknownFieldSet> events(byte[] file) throws IOException {
    List<UnknownFieldSet> events = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      byte[] length = taken(in, 8);
      assertThat(in.getInt()).as("checksum of a length").isEqualTo(masked(length));
      byte[] data =
          taken(in, (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
      assertThat(in.getInt()).as("checksum of an event").isEqualTo(masked(data));
      events.add(UnknownFieldSet.parseFrom(data));
    }
    return events;
  }

  private static Step step(UnknownFieldSet event) throws IOException {
    Map<String, Float> metrics = new TreeMap<>();
    for (ByteString summary : event.getField(5).getLengthDelimitedList()) {
      for (ByteString bytes :
          UnknownFieldSet.parseFrom(summary).getField(1).getLengthDelimitedList()) {
        UnknownFieldSet value = UnknownFieldSet.parseFrom(bytes);
        int bits = value.getField(2).getFixed32List().get(0);
        assertThat(metrics.put(text(value.getField(1)), Float.intBitsToFloat(bits))).isNull();
      }
    }
    return new Step(
        event.getField(2).getVarintList().get(0),
        Double.longBitsToDouble(event.getField(1).getFixed64List().get(0)),
        metrics);
  }

  private static String text(UnknownFieldSet.Field field) {
    return field.getLengthDelimitedList().get(0).toString(StandardCharsets.UTF_8);
  }

  private static byte[] taken(ByteBuffer in, int bytes) {
    byte[] taken = new byte[bytes];
    in.get(taken);
    return taken;
  }

  static int masked(byte[] data) {
    int crc = -1;
    for (byte b : data) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) * CASTAGNOLI_REVERSED);
      }
    }
    crc = ~crc;
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }
}
