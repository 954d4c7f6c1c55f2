package org.fbnetspark.run;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that has made a claim.
 *
 * @param pid its number
 * @param host where that number holds: the machine, and the container if there is one
 * @param started when it started, by which it is told from a later process of its number
 */
record ClaimHolder(long pid, String host, Instant started) {

  private static final Pattern TEXT =
      Pattern.compile("process ([0-9]{1,18}) of (\\S{1,300}) since (\\S{1,40})\n");

  /** Clocks of machines are corrected, and with them the times at which processes started. */
  private static final Duration SAME_START = Duration.ofSeconds(2);

  /** This process. */
  static ClaimHolder here() throws IOException {
    ProcessHandle process = ProcessHandle.current();
    return new ClaimHolder(
        process.pid(), thisHost(), process.info().startInstant().orElse(Instant.EPOCH));
  }

  /** The process of a claim's text; empty where that is none, or cut off. */
  static Optional<ClaimHolder> parse(byte[] text) {
    Matcher parts = TEXT.matcher(new String(text, StandardCharsets.UTF_8));
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ClaimHolder(
              Long.parseLong(parts.group(1)), parts.group(2), Instant.parse(parts.group(3))));
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  byte[] bytes() {
    return (this + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the process could be seen from here. */
  boolean ofThisHost() throws IOException {
    return host.equals(thisHost());
  }

  /** Whether the process, which must be of this host, has ended. */
  boolean gone() {
    return ProcessHandle.of(pid)
        .map(process -> process.info().startInstant().orElse(Instant.EPOCH))
        .filter(start -> Duration.between(start, started).abs().compareTo(SAME_START) <= 0)
        .isEmpty();
  }

  /** Containers may share the name of their machine, but count processes apart. */
  private static String thisHost() throws IOException {
    Path namespace = Path.of("/proc/self/ns/pid");
    String name = InetAddress.getLocalHost().getHostName();
    return Files.isSymbolicLink(namespace) ? name + "/" + Files.readSymbolicLink(namespace) : name;
  }

  @Override
  public String toString() {
    return "process " + pid + " of " + host + " since " + started;
  }
}
