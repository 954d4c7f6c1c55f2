package org.fbnetspark.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * Times networks on one runtime so that the figures can be trusted: all are run warm, then timed in
 * random order over several passes, so that what disturbs the machine for a while disturbs all
 * alike; each until the interval of its median is small. A control that is always the same network
 * is timed before, between and after the passes; a pass beside which it drifted is made again.
 * Networks that found no steady median are measured a second time at the end.
 *
 * <p>Nothing else may work on the machine meanwhile. Not thread-safe.
 */
public final class Profiler {

  /** A block of some 3 million multiply-accumulates that every runtime has. */
  static final Architecture CONTROL =
      ProfileEntry.of(new MbConv(3, 6, 1), new Placement(new ImageShape(28, 28, 16), 16, 1))
          .network();

  private final Runtime runtime;
  private final Protocol protocol;
  private final SeedTree seeds;
  private final LongSupplier nanoClock;
  private final List<Double> controls = new ArrayList<>();
  private double worstDrift;
  private int discarded;
  private int shuffles;

  /**
   * A profiler for one measurement.
   *
   * @param runtime stays open
   * @param seeds decide the order in each pass
   * @param nanoClock nanoseconds from any origin, such as {@code System::nanoTime}
   */
  public Profiler(Runtime runtime, Protocol protocol, SeedTree seeds, LongSupplier nanoClock) {
    this.runtime = runtime;
    this.protocol = protocol;
    this.seeds = seeds;
    this.nanoClock = nanoClock;
  }

  /**
   * Measures each network, with the call of the runtime in it.
   *
   * @throws IllegalArgumentException where the runtime lacks an op of a network
   */
  public Profiled measure(List<Architecture> networks) {
    List<TimedEntry> opened = new ArrayList<>();
    try {
      TimedEntry control = open(CONTROL, opened);
      List<TimedEntry> entries = new ArrayList<>();
      for (Architecture network : networks) {
        entries.add(open(network, opened));
      }
      opened.forEach(TimedEntry::warmUp);
      makePasses(entries, control);
      List<Measurement> measured = new ArrayList<>();
      entries.forEach(entry -> measured.add(entry.measurement()));
      List<TimedEntry> unsteady = entries.stream().filter(entry -> !entry.steady()).toList();
      unsteady.forEach(TimedEntry::startAgain);
      makePasses(unsteady, control);
      for (TimedEntry entry : unsteady) {
        int at = entries.indexOf(entry);
        measured.set(at, steadier(measured.get(at), entry.measurement()));
      }
      return new Profiled(measured, worstDrift, discarded);
    } finally {
      opened.forEach(TimedEntry::close);
    }
  }

  private TimedEntry open(Architecture network, List<TimedEntry> opened) {
    TimedEntry entry = new TimedEntry(runtime.open(network), protocol, nanoClock);
    opened.add(entry);
    return entry;
  }

  private void makePasses(List<TimedEntry> entries, TimedEntry control) {
    List<TimedEntry> left = entries;
    double before = left.isEmpty() ? 0 : control(control);
    int kept = 0;
    while (!left.isEmpty()) {
      List<TimedEntry> order = shuffled(left);
      order.forEach(TimedEntry::slice);
      double after = control(control);
      double drift = Math.max(drift(before), drift(after));
      if (drift > protocol.driftLimit() && discarded < protocol.repeats()) {
        discarded++;
        order.forEach(TimedEntry::undoSlice);
        before = control(control);
        continue;
      }
      worstDrift = Math.max(worstDrift, drift);
      kept++;
      boolean enough = kept >= protocol.passes();
      left = left.stream().filter(e -> !e.spent() && !(enough && e.steady())).toList();
      before = after;
    }
  }

  private double control(TimedEntry entry) {
    double micros = entry.windowMedian();
    controls.add(micros);
    return micros;
  }

  private double drift(double micros) {
    double usual = Samples.median(controls.stream().mapToDouble(Double::doubleValue).toArray());
    return Math.abs(micros - usual) / usual;
  }

  private List<TimedEntry> shuffled(List<TimedEntry> entries) {
    RandomGenerator random = seeds.child("pass").child(shuffles++).generator();
    List<TimedEntry> order = new ArrayList<>(entries);
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order;
  }

  private static Measurement steadier(Measurement first, Measurement second) {
    return intervalShare(second) <= intervalShare(first) ? second : first;
  }

  private static double intervalShare(Measurement of) {
    double share = of.spread().intervalMicros() / of.medianMicros();
    return of.spread().steady() ? share : 1 + share;
  }
}
