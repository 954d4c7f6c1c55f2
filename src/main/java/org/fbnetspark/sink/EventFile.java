package org.fbnetspark.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;
import org.fbnetspark.domain.run.Figure;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.tensorflow.framework.Summary;

/**
 * Bytes of a TensorBoard event file: records in TFRecord framing, each an {@code Event}. ND4J
 * brings the protobuf classes of summaries, but not those of events, whose few fields are written
 * here.
 */
final class EventFile {

  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;

  private static final int MASK_DELTA = 0xa282ead8;

  private EventFile() {}

  /**
   * A whole file of one step.
   *
   * @param seconds since 1970, when the step was taken
   * @param figures whose names are tags
   */
  static byte[] of(double seconds, long step, List<Figure> figures) throws IOException {
    Summary.Builder summary = Summary.newBuilder();
    for (Figure figure : figures) {
      summary.addValue(
          Summary.Value.newBuilder().setTag(figure.name()).setSimpleValue((float) figure.value()));
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    record(file, event(seconds, out -> out.writeString(FILE_VERSION, "brain.Event:2")));
    record(
        file,
        event(
            seconds,
            out -> {
              out.writeInt64(STEP, step);
              out.writeMessage(SUMMARY, summary.build());
            }));
    return file.toByteArray();
  }

  /** Fields of an event besides its time. */
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] event(double seconds, Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeDouble(WALL_TIME, seconds);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static void record(ByteArrayOutputStream file, byte[] data) {
    byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
    file.writeBytes(length);
    file.writeBytes(checksum(length));
    file.writeBytes(data);
    file.writeBytes(checksum(data));
  }

  /** TFRecord turns and shifts its checksums, so that those of data that holds some stay sound. */
  private static byte[] checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    return littleEndian(Integer.BYTES).putInt(masked).array();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
