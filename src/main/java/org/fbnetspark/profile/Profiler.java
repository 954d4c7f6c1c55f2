package org.fbnetspark.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.random.Shuffle;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * Times networks on one runtime so that the figures can be trusted: all are run warm, then timed in
 * random order over several passes, so that what disturbs the machine for a while disturbs all
 * alike; each until the interval of its median is small. A control that is always the same network
 * is timed before, between and after the passes; a pass beside which it drifted is made again.
 * Networks that found no steady median are measured a second time at the end. What a call of the
 * runtime takes is timed in every pass as well, for a time is steady only where what is left
 * without the call is.
 *
 * <p>Nothing else may work on the machine meanwhile. Not thread-safe.
 */
public final class Profiler {

  /** A block of some 3 million multiply-accumulates that every runtime has. */
  static final Network CONTROL =
      ProfileEntry.of(new MbConv(3, 6, 1), new Placement(new ImageShape(28, 28, 16), 16, 1))
          .network();

  private static final Network CALL = ProfileEntry.overhead().network();

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
  public Profiled measure(List<Network> networks) {
    List<TimedEntry> opened = new ArrayList<>();
    try {
      TimedEntry control = open(CONTROL, opened);
      TimedEntry call = open(CALL, opened);
      List<TimedEntry> entries = new ArrayList<>();
      for (Network network : networks) {
        entries.add(network.equals(CALL) ? call : open(network, opened));
      }
      opened.forEach(TimedEntry::warmUp);
      makePasses(entries, control, call);
      List<Measurement> measured = new ArrayList<>();
      entries.forEach(entry -> measured.add(entry.measurement()));
      List<TimedEntry> unsteady = entries.stream().filter(entry -> !steady(entry, call)).toList();
      unsteady.forEach(TimedEntry::startAgain);
      makePasses(unsteady, control, call);
      for (TimedEntry entry : unsteady) {
        int at = entries.indexOf(entry);
        measured.set(at, steadier(measured.get(at), entry.measurement(), call));
      }
      return new Profiled(measured, worstDrift, discarded);
    } finally {
      opened.forEach(TimedEntry::close);
    }
  }

  private TimedEntry open(Network network, List<TimedEntry> opened) {
    TimedEntry entry = new TimedEntry(runtime.open(network), protocol, nanoClock);
    opened.add(entry);
    return entry;
  }

  private void makePasses(List<TimedEntry> entries, TimedEntry control, TimedEntry call) {
    List<TimedEntry> left = entries;
    double before = left.isEmpty() ? 0 : control(control);
    int kept = 0;
    while (!left.isEmpty()) {
      List<TimedEntry> order = shuffled(left, call);
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
      left = left.stream().filter(e -> !e.spent() && !(enough && steady(e, call))).toList();
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

  private List<TimedEntry> shuffled(List<TimedEntry> entries, TimedEntry call) {
    RandomGenerator random = seeds.child("pass").child(shuffles++).generator();
    List<TimedEntry> order = new ArrayList<>(entries);
    if (!order.contains(call)) {
      order.add(call);
    }
    Shuffle.of(order, random);
    return order;
  }

  private boolean steady(TimedEntry entry, TimedEntry call) {
    Measurement gross = entry.measurement();
    return (entry == call ? gross : net(gross, call)).spread().steady();
  }

  private Measurement steadier(Measurement first, Measurement second, TimedEntry call) {
    return unsteadiness(net(second, call)) <= unsteadiness(net(first, call)) ? second : first;
  }

  private static double unsteadiness(Measurement net) {
    return net.spread().steady() ? net.intervalShare() : 1 + net.intervalShare();
  }

  private Measurement net(Measurement gross, TimedEntry call) {
    return gross.netOf(call.measurement(), protocol.intervalShare());
  }
}
