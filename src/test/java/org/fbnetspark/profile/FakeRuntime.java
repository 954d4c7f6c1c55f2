package org.fbnetspark.profile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.fbnetspark.domain.network.Network;

/** A runtime whose runs take the time that a test wants, on a clock of its own. */
final class FakeRuntime implements Runtime, LongSupplier {

  /** Names of the networks in the order in which they were run. */
  final List<String> runs = new ArrayList<>();

  /** Networks open at present. */
  final List<String> open = new ArrayList<>();

  private final Map<String, ToDoubleFunction<Double>> micros = new LinkedHashMap<>();
  private double nowNanos;
  private double callMicros = 1;
  private int calls;
  private int reads;

  /** A network by this name, whose runs take so many microseconds, given the seconds gone by. */
  Network network(String name, ToDoubleFunction<Double> microsAtSeconds) {
    micros.put(name, microsAtSeconds);
    Network skip = ProfileEntry.overhead().network();
    return Network.chain(name, skip.input().shape(), skip.blocks());
  }

  /** How long the control takes; 100 us where it is not told. */
  void control(ToDoubleFunction<Double> microsAtSeconds) {
    micros.put(Profiler.CONTROL.name(), microsAtSeconds);
  }

  /** How long a call takes that computes nothing; 1 us where it is not told. */
  void call(double micros) {
    callMicros = micros;
  }

  /** Calls that computed nothing. */
  int calls() {
    return calls;
  }

  /** Times that the clock was read. */
  int reads() {
    return reads;
  }

  double seconds() {
    return nowNanos / 1e9;
  }

  @Override
  public long getAsLong() {
    reads++;
    return (long) nowNanos;
  }

  @Override
  public String name() {
    return "fake 1";
  }

  @Override
  public String layout() {
    return "none";
  }

  @Override
  public TimedNetwork open(Network network) {
    ToDoubleFunction<Double> time = micros.get(network.name());
    boolean call = network.equals(ProfileEntry.overhead().network());
    if (time == null && !call && !network.equals(Profiler.CONTROL)) {
      throw new IllegalArgumentException("no " + network.name());
    }
    open.add(network.name());
    return new TimedNetwork() {
      @Override
      public void run() {
        if (call) {
          nowNanos += 1e3 * callMicros;
          calls++;
          return;
        }
        runs.add(network.name());
        nowNanos += 1e3 * (time == null ? 100 : time.applyAsDouble(seconds()));
      }

      @Override
      public void close() {
        open.remove(network.name());
      }
    };
  }

  @Override
  public void close() {}
}
