package org.fbnetspark.driver.profile;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.driver.rounds.SparkStoppedException;
import org.fbnetspark.driver.rounds.TimingLock;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.Dtype;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.profile.RuntimeKind;
import org.fbnetspark.profile.RuntimeSettings;

/**
 * Times derived networks as a whole on the workers, where those are of the kind of machine, with
 * the runtime and all, that a latency table is from. A search has done its work by then, so nothing
 * that goes wrong here fails it, but that Spark has stopped.
 */
public final class NetworkTimer {

  private final JavaSparkContext spark;
  private final ProfileSettings profile;
  private final Engine engine;
  private final long seed;
  private final Consumer<String> lines;

  /**
   * Median times, or why there are none.
   *
   * @param millis one for each network, in milliseconds; none where they were not measured
   * @param notMeasured the reason; empty where they were
   */
  public record Times(List<Double> millis, String notMeasured) {

    public static Times none(String reason) {
      return new Times(List.of(), reason);
    }

    /** The time of one network alone. */
    Times only(int network) {
      return millis.isEmpty() ? this : new Times(List.of(millis.get(network)), notMeasured);
    }

    Optional<Double> of(int network) {
      return millis.isEmpty() ? Optional.empty() : Optional.of(millis.get(network));
    }
  }

  /**
   * A timer on a running application.
   *
   * @param profile how to measure; runtime, number format, batch and threads are those of the table
   * @param lines takes warnings; none of a busy machine, for the search has been its load
   */
  public NetworkTimer(
      JavaSparkContext spark,
      ProfileSettings profile,
      Engine engine,
      long seed,
      Consumer<String> lines) {
    this.spark = spark;
    this.profile = profile;
    this.engine = engine;
    this.seed = seed;
    this.lines = lines;
  }

  /** Times networks in the setting of a table, beside nothing. */
  public Times time(List<Network> networks, LatencySetting table) {
    return TimingLock.<Times, RuntimeException>timing(() -> timed(networks, table));
  }

  private Times timed(List<Network> networks, LatencySetting table) {
    List<String> problems = ProfilePreflight.beforeSearch(spark.getConf());
    Optional<RuntimeSettings> runtime = runtime(table);
    if (!problems.isEmpty() || runtime.isEmpty()) {
      return Times.none(
          problems.stream()
              .findFirst()
              .orElse("no worker runs " + table.runtime() + ", " + table.dtype()));
    }
    try {
      ProfileWorkers workers =
          new ProfileWorkers(spark, profile.on(runtime.get()), engine, seed, ownLoad -> {});
      List<ProfiledDevice> devices = workers.devices();
      Optional<ProfiledDevice> device =
          devices.stream().filter(d -> d.setting().equals(table)).findFirst();
      return device.isPresent()
          ? new Times(
              workers.measureNetworks(device.get(), networks, done -> {}).stream()
                  .map(time -> time.medianMicros() / 1000)
                  .toList(),
              "")
          : Times.none(
              "the table is of "
                  + table
                  + ", but the workers are "
                  + devices.stream().map(d -> d.setting().toString()).toList());
    } catch (RuntimeException e) {
      // A search that was stopped has not done its work, and is timed when it is resumed.
      SparkStoppedException.throwIf(spark);
      lines.accept("warning: the derived networks could not be timed: " + e.getMessage());
      return Times.none("measuring failed: " + e.getMessage());
    }
  }

  private static Optional<RuntimeSettings> runtime(LatencySetting table) {
    Optional<RuntimeKind> kind = RuntimeKind.of(table.runtime());
    Optional<Dtype> dtype =
        Stream.of(Dtype.values()).filter(d -> d.code().equals(table.dtype())).findFirst();
    return kind.isPresent() && dtype.isPresent() && table.threads().isPresent()
        ? Optional.of(
            new RuntimeSettings(kind.get(), dtype.get(), table.batch(), table.threads().getAsInt()))
        : Optional.empty();
  }
}
