package org.fbnetspark.driver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.LayerTimer;

/** Times every op of a space in the driver's process: a first estimate of this machine. */
final class LatencyProfile {

  private LatencyProfile() {}

  static LatencyTable measure(LayerwiseSpace space, Engine engine, Consumer<String> lines) {
    Map<LatencyKey, LayerTimer.PlacedOp> ops = new LinkedHashMap<>();
    for (Choice layer : space.layers()) {
      for (Op op : layer.candidates()) {
        ops.putIfAbsent(
            LatencyKey.of(op, layer.placement()), new LayerTimer.PlacedOp(op, layer.placement()));
      }
    }
    long start = System.nanoTime();
    double[] micros =
        new LayerTimer(engine).medianMicros(ops.values().stream().toList(), step -> {});
    LatencyTable.Builder table =
        LatencyTable.builder(
                new LatencySetting(host(), "fbnet-spark " + code(engine), "fp32", 1, 1))
            .provenance("measured", Instant.now().toString())
            .provenance("tool", "in-process timer, medians of the training engine's forward pass")
            .provenance("java", System.getProperty("java.version"));
    int next = 0;
    for (LatencyKey key : ops.keySet()) {
      table.add(key, new LatencyRow(micros[next++]));
    }
    lines.accept(
        String.format(
            Locale.ROOT,
            "timed %d ops of %s on this machine in %.1f s",
            micros.length,
            space.name(),
            (System.nanoTime() - start) / 1e9));
    return table.build();
  }

  private static String code(Engine engine) {
    return engine.name().toLowerCase(Locale.ROOT);
  }

  private static String host() {
    String kind = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    try {
      return InetAddress.getLocalHost().getHostName() + " (" + kind + ")";
    } catch (UnknownHostException e) {
      return kind;
    }
  }
}
