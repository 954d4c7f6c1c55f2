package org.fbnetspark.fault;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of a Java process on Linux.
 *
 * @param heapMegabytes that live objects take, after a collection
 * @param residentMegabytes of the whole process: heap, native buffers, code, stacks
 */
record Memory(double heapMegabytes, double residentMegabytes) {

  private static final double KILOBYTES = 1024;
  private static final Pattern USED = Pattern.compile("(?:generation|heap)\\s.*?used (\\d+)K");

  /** Of this process. */
  static Memory here() throws IOException {
    System.gc();
    double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new Memory(heap / KILOBYTES / KILOBYTES, resident(ProcessHandle.current().pid()));
  }

  /** Of another one. */
  static Memory of(ProcessHandle process) throws IOException {
    String pid = String.valueOf(process.pid());
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    said(jcmd, pid, "GC.run");
    Matcher used = USED.matcher(said(jcmd, pid, "GC.heap_info"));
    double heap = 0;
    while (used.find()) {
      heap += Long.parseLong(used.group(1)) / KILOBYTES;
    }
    return new Memory(heap, resident(process.pid()));
  }

  private static String said(String... words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Megabytes of a process that are in memory. */
  static double resident(long process) throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(process), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / KILOBYTES)
        .findFirst()
        .orElse(0);
  }
}
