package org.fbnetspark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fbnetspark.wire.HostFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThisHostTest {

  @TempDir Path root;

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private HostFacts read() {
    return new ThisHost(root).read();
  }

  @Test
  void whatAMachineDoesNotTellIsUnknown() {
    HostFacts facts = read();
    assertThat(facts.cpuModel()).isEqualTo(HostFacts.UNKNOWN);
    assertThat(facts.microcode()).isEqualTo(HostFacts.UNKNOWN);
    assertThat(facts.quota()).isEqualTo(HostFacts.UNKNOWN);
    assertThat(facts.governor()).isEqualTo(HostFacts.UNKNOWN);
    assertThat(facts.machine()).isEqualTo(facts.name());
    assertThat(facts.cpus()).isPositive();
    assertThat(facts.jdk()).contains(System.getProperty("java.version"));
    assertThat(facts.deviceClass()).startsWith("unknown processor of " + facts.name() + ", ");
  }

  @Test
  void processorGovernorAndMachineAreRead() throws IOException {
    file(
        "proc/cpuinfo",
        """
        processor\t: 0
        model name\t: Some  CPU @ 2.60GHz
        microcode\t: 0x1d

        processor\t: 1
        model name\t: Another
        """);
    file("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
    file("proc/sys/kernel/random/boot_id", "3f-aa\n");
    HostFacts facts = read();
    assertThat(facts.cpuModel()).isEqualTo("Some CPU @ 2.60GHz");
    assertThat(facts.microcode()).isEqualTo("0x1d");
    assertThat(facts.governor()).isEqualTo("powersave");
    assertThat(facts.machine()).isEqualTo("3f-aa");
    assertThat(facts.deviceClass()).startsWith("Some CPU @ 2.60GHz, ").doesNotContain("quota");
    assertThat(facts.inWords()).contains("microcode 0x1d", "governor powersave");
  }

  @Test
  void armProcessorsTellMakerAndPart() throws IOException {
    file("proc/cpuinfo", "CPU implementer\t: 0x41\nCPU part\t: 0xd0c\n");
    assertThat(read().cpuModel()).isEqualTo("implementer 0x41 part 0xd0c");
  }

  @Test
  void quotaOfTheOwnGroupOfVersionTwo() throws IOException {
    file("proc/self/cgroup", "0::/spark/one\n");
    file("sys/fs/cgroup/cpu.max", "max 100000\n");
    file("sys/fs/cgroup/spark/one/cpu.max", "150000 100000\n");
    HostFacts facts = read();
    assertThat(facts.quota()).isEqualTo("1.50");
    assertThat(facts.deviceClass()).contains(", quota 1.50, ");
  }

  @Test
  void quotaOfVersionOneAndNone() throws IOException {
    file("proc/self/cgroup", "2:cpu,cpuacct:/box\n");
    file("sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "200000\n");
    file("sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\n");
    assertThat(read().quota()).isEqualTo("2.00");
    file("sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "-1\n");
    assertThat(read().quota()).isEqualTo(HostFacts.NO_QUOTA);
  }

  @Test
  void nonsenseIsUnknown() throws IOException {
    file("proc/self/cgroup", "\u0000 0::/../../..\n:::\n");
    file("sys/fs/cgroup/cpu.max", "much\nmore\n");
    file("proc/cpuinfo", "model name\nmodel name:\n");
    assertThat(read().quota()).isEqualTo(HostFacts.UNKNOWN);
    assertThat(read().cpuModel()).isEqualTo(HostFacts.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({"2.53 1.0 0.5 1/300 77, 0", "2.53 1.0 0.5 6/300 77, 2.53", "0.10 0 0 4/9 7, 0.1"})
  void whatHasJustEndedIsNoLoad(String loadavg, double load) throws IOException {
    file("proc/loadavg", loadavg + "\n");
    assertThat(read().load()).isEqualTo(load);
  }
}
