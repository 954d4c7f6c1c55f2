package org.fbnetspark.driver.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.fbnetspark.driver.rounds.HeapNeed;
import org.fbnetspark.driver.rounds.Room;
import org.fbnetspark.driver.rounds.TaskSlots;
import org.fbnetspark.driver.search.SearchJob;
import org.fbnetspark.executor.NetKey;

/**
 * How many runs may go on at the same time: no more than the slots can keep busy, and no more than
 * fit into memory when those that take most meet.
 *
 * @param runs what they train and take
 * @param slots tasks of a process, and its memory
 */
record Parallelism(List<SearchJob.Checked> runs, TaskSlots slots) {

  /**
   * The number wanted, or else as many as may be; at least 1.
   *
   * @param allSlots tells how many task slots the application has, of which so many are enough; it
   *     may wait for executors, so it is asked only where that decides
   */
  int of(OptionalInt wanted, IntUnaryOperator allSlots) {
    if (wanted.isPresent()) {
      return wanted.getAsInt();
    }
    int most = runs.size();
    while (most > 1 && shortage(most).isPresent()) {
      most--;
    }
    int fewestShards = runs.stream().mapToInt(run -> run.training().shards()).min().orElse(1);
    return most > 1
        ? Math.max(1, Math.min(most, allSlots.applyAsInt(most * fewestShards) / fewestShards))
        : 1;
  }

  /** What so many at a time lack; empty where they fit. */
  Optional<String> shortage(int parallel) {
    List<String> lacking = new ArrayList<>();
    lacking(lacking, buffers(parallel), slots.buffers(), "outside of the heap");
    lacking(lacking, heap(parallel), slots.heap(), "of heap");
    slots
        .driver()
        .ifPresent(room -> lacking(lacking, driver(parallel), room, "of the driver's heap"));
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of(
            parallel
                + " searches at a time: "
                + String.join("; ", lacking)
                + "; or lower sweep.parallel");
  }

  private static void lacking(List<String> lacking, long needed, Room room, String what) {
    if (needed > room.bytes()) {
      lacking.add(
          String.format(
              Locale.ROOT,
              "about %,d MB are needed %s, but only %,d MB are allowed; %s",
              needed >> 20,
              what,
              room.bytes() >> 20,
              room.advice(needed)));
    }
  }

  /** Bytes outside of the heap of a process: a net for each slot and each kind that may meet. */
  long buffers(int parallel) {
    List<Long> kinds =
        runs.stream()
            .map(run -> run.training().net())
            .collect(Collectors.groupingBy(net -> net, Collectors.counting()))
            .keySet()
            .stream()
            .map(NetKey::estimatedBytes)
            .sorted(Comparator.reverseOrder())
            .toList();
    return slots.number() * kinds.stream().limit(parallel).mapToLong(bytes -> bytes).sum();
  }

  /** Bytes of heap of a process with tasks. */
  long heap(int parallel) {
    int tasks = slots.number();
    return slots.driver().isEmpty()
        ? together(parallel, need -> need.both(tasks), HeapNeed::driverMore)
        : together(parallel, need -> need.executor(tasks), HeapNeed::executorMore);
  }

  /** Bytes of heap of a driver without tasks. */
  long driver(int parallel) {
    return together(parallel, HeapNeed::driver, HeapNeed::driverMore);
  }

  /** What those take that take most: what is there but once, and what each has of its own. */
  private long together(
      int parallel, ToLongFunction<HeapNeed> alone, ToLongFunction<HeapNeed> more) {
    List<HeapNeed> needs = runs.stream().map(SearchJob.Checked::heap).toList();
    long once =
        needs.stream()
            .mapToLong(need -> alone.applyAsLong(need) - more.applyAsLong(need))
            .max()
            .orElse(0);
    List<Long> each =
        needs.stream().map(more::applyAsLong).sorted(Comparator.reverseOrder()).toList();
    return once + each.stream().limit(parallel).mapToLong(bytes -> bytes).sum();
  }
}
