package org.fbnetspark.driver.export;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.domain.export.ModelLatency;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.driver.profile.ProfileWorkers;
import org.fbnetspark.driver.profile.ProfiledDevice;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.Dtype;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.profile.RuntimeKind;
import org.fbnetspark.profile.RuntimeSettings;
import org.fbnetspark.run.JobRefusedException;

/**
 * Times exported models on every kind of machine that the application has.
 *
 * @param spark running application
 * @param profile how to measure; the runtime is ONNX Runtime, its batch and threads are profile's
 * @param engine of the application
 * @param seed decides the order of runs
 * @param lines takes warnings
 */
record ModelTimer(
    JavaSparkContext spark,
    ProfileSettings profile,
    Engine engine,
    long seed,
    Consumer<String> lines) {

  /**
   * A model's time on each kind of machine.
   *
   * @throws JobRefusedException where a machine has no ONNX Runtime, or two have one name
   */
  List<ModelLatency> time(String file, Network network, Dtype dtype) {
    RuntimeSettings runtime =
        new RuntimeSettings(
            RuntimeKind.ONNXRUNTIME, dtype, profile.runtime().batch(), profile.runtime().threads());
    ProfileWorkers workers = new ProfileWorkers(spark, profile.on(runtime), engine, seed, lines);
    List<ModelLatency> latencies = new ArrayList<>();
    for (ProfiledDevice device : workers.devices()) {
      LatencyRow time = workers.measureNetworks(device, List.of(network), done -> {}).get(0);
      latencies.add(
          new ModelLatency(
              file,
              device.setting(),
              time.medianMicros(),
              time.spread().orElseThrow().intervalMicros()));
    }
    return latencies;
  }
}
