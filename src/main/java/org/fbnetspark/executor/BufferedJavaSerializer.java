package org.fbnetspark.executor;

import java.io.BufferedInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;

/**
 * Spark's serializer by Java, which reads through a buffer. Spark has none of its own between a
 * shuffle file that is not compressed and Java's stream, which then asks the operating system for
 * each kilobyte and each header in front of one: averaging took longer to read than to compute.
 */
public final class BufferedJavaSerializer extends JavaSerializer {

  private static final long serialVersionUID = 1L;

  private static final int BUFFER_BYTES = 1 << 17;

  @Override
  public SerializerInstance newInstance() {
    return new Instance(super.newInstance());
  }

  private static final class Instance extends SerializerInstance {
    private final SerializerInstance java;

    Instance(SerializerInstance java) {
      this.java = java;
    }

    @Override
    public <T> ByteBuffer serialize(T value, ClassTag<T> tag) {
      return java.serialize(value, tag);
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassTag<T> tag) {
      return java.deserialize(bytes, tag);
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> tag) {
      return java.deserialize(bytes, loader, tag);
    }

    @Override
    public SerializationStream serializeStream(OutputStream out) {
      return java.serializeStream(out);
    }

    @Override
    public DeserializationStream deserializeStream(InputStream in) {
      return java.deserializeStream(new BufferedInputStream(in, BUFFER_BYTES));
    }
  }
}
