package org.fbnetspark.driver.rounds;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.store.Storage;
import scala.Tuple2;

/** The storage that a Spark application was configured for. */
public final class SparkStorage {

  private static final String PREFIX = "spark.hadoop.";

  private SparkStorage() {}

  /** Storage with the application's {@code spark.hadoop.*} settings. */
  public static Storage of(JavaSparkContext context) {
    Map<String, String> settings = new HashMap<>();
    for (Tuple2<String, String> entry : context.getConf().getAllWithPrefix(PREFIX)) {
      settings.put(entry._1(), entry._2());
    }
    return new Storage(settings);
  }
}
