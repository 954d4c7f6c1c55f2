package org.fbnetspark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineThreadsTest {

  private static int of(String variable) {
    return EngineThreads.of(Optional.of(variable), 16);
  }

  @Test
  void threadsAreTheVariablesFirstNumberOrAllProcessors() {
    assertThat(of("3")).isEqualTo(3);
    assertThat(of(" 4,2")).isEqualTo(4);
    assertThat(EngineThreads.of(Optional.empty(), 16)).isEqualTo(16);
    assertThat(of("")).isEqualTo(16);
    assertThat(of("many")).isEqualTo(16);
    assertThat(of("0")).isEqualTo(16);
    assertThat(of("99999999999999999999")).isEqualTo(16);
  }
}
