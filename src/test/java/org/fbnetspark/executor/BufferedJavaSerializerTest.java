package org.fbnetspark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.wire.ShardResult;
import org.fbnetspark.wire.SliceKey;
import org.fbnetspark.wire.WeightSlice;
import org.junit.jupiter.api.Test;
import scala.Tuple2;
import scala.reflect.ClassTag$;

class BufferedJavaSerializerTest {

  private static final int LENGTH = 1 << 20;

  private static List<WeightSlice> slices() {
    float[] values = new float[LENGTH];
    float[] momentum = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      values[i] = i;
      momentum[i] = -i;
    }
    ShardResult result = new ShardResult(1, 8, 2.5, 3, 0.1, true);
    return WeightSlice.cut(result, new Weights(values, momentum), true, 3).toList();
  }

  private static byte[] written(SerializerInstance serializer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (SerializationStream out = serializer.serializeStream(bytes)) {
      for (WeightSlice slice : slices()) {
        out.writeKey(slice.key(), ClassTag$.MODULE$.AnyRef());
        out.writeValue(slice, ClassTag$.MODULE$.AnyRef());
      }
    }
    return bytes.toByteArray();
  }

  /** As it comes to an executor. */
  private static SerializerInstance shipped() {
    SerializerInstance closures = new JavaSerializer(new SparkConf()).newInstance();
    Object there =
        closures.deserialize(
            closures.serialize(new BufferedJavaSerializer(), ClassTag$.MODULE$.AnyRef()),
            ClassTag$.MODULE$.AnyRef());
    return ((Serializer) there).newInstance();
  }

  @Test
  void slicesComeBackInFewReads() {
    SerializerInstance serializer = shipped();
    byte[] bytes = written(serializer);
    int[] reads = new int[1];
    FilterInputStream file =
        new FilterInputStream(new ByteArrayInputStream(bytes)) {
          @Override
          public int read() throws IOException {
            reads[0]++;
            return super.read();
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            reads[0]++;
            return super.read(into, from, length);
          }
        };
    List<WeightSlice> back = new ArrayList<>();
    try (DeserializationStream in = serializer.deserializeStream(file)) {
      scala.collection.Iterator<Tuple2<Object, Object>> pairs = in.asKeyValueIterator();
      while (pairs.hasNext()) {
        Tuple2<Object, Object> pair = pairs.next();
        WeightSlice slice = (WeightSlice) pair._2;
        assertThat((SliceKey) pair._1).isEqualTo(slice.key());
        back.add(slice);
      }
    }
    assertThat(back).hasSize(3);
    List<WeightSlice> sent = slices();
    for (int i = 0; i < 3; i++) {
      assertThat(back.get(i).result()).isEqualTo(sent.get(i).result());
      assertThat(back.get(i).weights().values()).isEqualTo(sent.get(i).weights().values());
      assertThat(back.get(i).momentum().values()).isEqualTo(sent.get(i).momentum().values());
    }
    assertThat(bytes).hasSizeGreaterThan(2 * LENGTH * Float.BYTES);
    assertThat(reads[0]).isLessThan(200);
  }

  /** Whichever of them has written is read by the other. */
  @Test
  void bytesAreThoseOfSparksOwn() {
    assertThat(written(shipped()))
        .isEqualTo(written(new JavaSerializer(new SparkConf()).newInstance()));
  }
}
