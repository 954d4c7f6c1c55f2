package org.fbnetspark.driver.rounds;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.TrainingRun;

/**
 * The memory that a training needs, beside what its processes are allowed. Native memory is counted
 * as {@link NetKey#estimatedBytes} for each task slot, heap as {@link HeapNeed}.
 *
 * @param run the training
 * @param slots where it runs
 * @param heap that it takes
 * @param buffers bytes outside of the heap that it takes in each process with tasks
 */
record MemoryPlan(TrainingRun run, TaskSlots slots, HeapNeed heap, long buffers) {

  static MemoryPlan of(TrainingRun run, int kept, TaskSlots slots) {
    long one = run.net().estimatedBytes();
    return new MemoryPlan(run, slots, HeapNeed.of(run, kept), slots.number() * one);
  }

  /** Where the tasks run, as lines for a person. */
  List<String> told() {
    TaskSlots.Processes processes = slots.processes();
    boolean local = slots.driver().isEmpty();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "cluster: %s, %s, of which %d for a task: %s for %s; %s a task",
            local ? "this process" : counted(processes.number(), "executor") + " so far",
            counted(processes.cores(), "core") + (local ? "" : " each"),
            processes.cpus(),
            counted(slots.number(), "task slot") + (local ? "" : " in each"),
            counted(run.shards(), "shard"),
            counted(processes.threads(), "engine thread")));
    lines.add(
        String.format(
            Locale.ROOT,
            "memory: %s heap %s, outside of it %s%s",
            local ? "this process" : "each executor",
            of(inProcess(), slots.heap()),
            of(buffers, slots.buffers()),
            slots.driver().map(room -> "; driver heap " + of(heap.driver(), room)).orElse("")));
    processes.oversubscription(local).ifPresent(lines::add);
    return lines;
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String of(long needed, Room room) {
    return String.format(Locale.ROOT, "%,d of %,d MB", needed >> 20, room.bytes() >> 20);
  }

  private long inProcess() {
    int tasks = slots.number();
    return slots.driver().isPresent() ? heap.executor(tasks) : heap.both(tasks);
  }

  /**
   * What there is too little of.
   *
   * @param section of the configuration that the training's keys are in
   */
  List<String> problems(String section) {
    int tasks = slots.number();
    String space = run.net().network().name() + " at batch " + run.net().batch();
    String nets = (tasks == 1 ? "The weights and maps of " : tasks + " supernets of ") + space;
    String outside = "outside of the heap, for weights and maps";
    String inside = "of heap, for copies of weights and momentum and for images";
    String orSmaller = ", or lower " + section + ".batch";
    List<String> problems = new ArrayList<>();
    shortage(nets, buffers, outside, slots.buffers())
        .map(problem -> problem + orSmaller)
        .ifPresent(problems::add);
    shortage(nets, inProcess(), inside, slots.heap())
        .map(problem -> problem + orSmaller)
        .ifPresent(problems::add);
    slots
        .driver()
        .flatMap(room -> shortage("The driver with " + space, heap.driver(), inside, room))
        .ifPresent(problems::add);
    return problems;
  }

  private static Optional<String> shortage(String who, long needed, String what, Room room) {
    return needed <= room.bytes()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: about %,d MB are needed %s, but only %,d MB are allowed; %s",
                who,
                needed >> 20,
                what,
                room.bytes() >> 20,
                room.advice(needed)));
  }
}
