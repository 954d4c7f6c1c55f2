package org.fbnetspark.executor;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fbnetspark.wire.HostFacts;

/**
 * Reads what this machine tells of itself under {@code /proc} and {@code /sys}; what it does not
 * tell is unknown.
 */
final class ThisHost {

  private static final int LARGEST_FILE = 1 << 20;
  private static final Pattern QUOTA = Pattern.compile("(max|-1|\\d{1,15})\\s+(\\d{1,15})");

  private static final Pattern LOAD =
      Pattern.compile("(\\d{1,9}\\.\\d+) \\S+ \\S+ ([1-9]\\d{0,8})/\\d+ \\d+");

  private final Path root;

  /**
   * A machine.
   *
   * @param root where {@code proc} and {@code sys} lie
   */
  ThisHost(Path root) {
    this.root = root;
  }

  /** The machine that this process runs on. */
  static HostFacts facts() {
    return new ThisHost(Path.of("/")).read();
  }

  HostFacts read() {
    String name = name();
    return new HostFacts(
        name,
        // Executors in containers of one machine have names of their own, but one kernel.
        line("proc/sys/kernel/random/boot_id").orElse(name),
        cpuModel().orElse(HostFacts.UNKNOWN),
        cpuInfo("microcode").orElse(HostFacts.UNKNOWN),
        Runtime.getRuntime().availableProcessors(),
        quota(),
        line("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").orElse(HostFacts.UNKNOWN),
        load(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
  }

  /** A build that ended a moment ago is in the mean still; what is not running now is none. */
  private double load() {
    return line("proc/loadavg")
        .map(LOAD::matcher)
        .filter(Matcher::matches)
        .map(m -> Math.min(Double.parseDouble(m.group(1)), Integer.parseInt(m.group(2)) - 1))
        .orElseGet(ManagementFactory.getOperatingSystemMXBean()::getSystemLoadAverage);
  }

  private static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return HostFacts.UNKNOWN;
    }
  }

  /** Arm processors tell maker and part in place of a name. */
  private Optional<String> cpuModel() {
    return cpuInfo("model name")
        .or(
            () ->
                cpuInfo("CPU part")
                    .map(
                        part ->
                            "implementer "
                                + cpuInfo("CPU implementer").orElse(HostFacts.UNKNOWN)
                                + " part "
                                + part));
  }

  private Optional<String> cpuInfo(String field) {
    return text("proc/cpuinfo")
        .flatMap(
            text ->
                text.lines()
                    .map(line -> line.split(":", 2))
                    .filter(pair -> pair.length == 2 && pair[0].strip().equals(field))
                    .map(pair -> pair[1].strip().replaceAll("\\s+", " "))
                    .filter(value -> !value.isEmpty())
                    .findFirst());
  }

  /** Of version 2 of control groups, else of version 1; of the own group, else of the root. */
  private String quota() {
    List<String> groups =
        text("proc/self/cgroup")
            .map(text -> text.lines().map(line -> line.replaceFirst("^\\d+:[^:]*:/?", "")).toList())
            .orElse(List.of());
    Stream<Optional<String>> found =
        Stream.concat(groups.stream(), Stream.of("")).distinct().flatMap(this::quotas);
    return found
        .flatMap(Optional::stream)
        .map(QUOTA::matcher)
        .filter(Matcher::matches)
        .map(ThisHost::inCpus)
        .findFirst()
        .orElse(HostFacts.UNKNOWN);
  }

  private Stream<Optional<String>> quotas(String group) {
    String base = "sys/fs/cgroup/cpu/" + group + "/cpu.cfs_";
    return Stream.of(
        line("sys/fs/cgroup/" + group + "/cpu.max"),
        line(base + "quota_us").flatMap(q -> line(base + "period_us").map(p -> q + " " + p)));
  }

  private static String inCpus(Matcher quota) {
    double micros = quota.group(1).equals("max") ? -1 : Double.parseDouble(quota.group(1));
    double period = Double.parseDouble(quota.group(2));
    return micros <= 0 || period <= 0
        ? HostFacts.NO_QUOTA
        : String.format(Locale.ROOT, "%.2f", micros / period);
  }

  private Optional<String> line(String path) {
    return text(path).map(String::strip).filter(text -> !text.isEmpty() && !text.contains("\n"));
  }

  private Optional<String> text(String path) {
    try (InputStream in = Files.newInputStream(root.resolve(path))) {
      return Optional.of(new String(in.readNBytes(LARGEST_FILE), StandardCharsets.UTF_8));
    } catch (IOException | InvalidPathException | SecurityException e) {
      return Optional.empty();
    }
  }
}
