package org.fbnetspark.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Processor time of processes by kind of thread, as Linux counts it; empty elsewhere. Others on the
 * machine make a round longer, but not this.
 */
final class ThreadTimes {

  private static final double TICKS_PER_SECOND = 100;

  private ThreadTimes() {}

  /** Seconds of the executors of an application on this machine. */
  static Map<String, Double> ofExecutors(String application) throws IOException {
    Map<String, Double> seconds = new TreeMap<>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      Path line = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
      if (text(line).contains("--app-id\0" + application + "\0")) {
        of(process.pid()).forEach((kind, more) -> seconds.merge(kind, more, Double::sum));
      }
    }
    return seconds;
  }

  /** Seconds of one process. */
  static Map<String, Double> of(long pid) throws IOException {
    Map<String, Double> seconds = new TreeMap<>();
    for (Path thread : entries(Path.of("/proc", String.valueOf(pid), "task"))) {
      String stat = text(thread.resolve("stat"));
      int end = stat.lastIndexOf(')');
      if (end > 0) {
        String[] fields = stat.substring(end + 2).split(" ");
        double ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        String name = stat.substring(stat.indexOf('(') + 1, end);
        seconds.merge(kind(name), ticks / TICKS_PER_SECOND, Double::sum);
      }
    }
    return seconds;
  }

  private static String kind(String name) {
    if (name.startsWith("Executor task")) {
      return "tasks";
    }
    if (name.startsWith("C1 ") || name.startsWith("C2 ")) {
      return "compiler";
    }
    return name.startsWith("G1 ") || name.startsWith("GC ") ? "collector" : "other";
  }

  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  /** Of a file that is gone when its process or thread has ended. */
  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException gone) {
      return "";
    }
  }
}
