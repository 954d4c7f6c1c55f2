package org.fbnetspark.driver.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fbnetspark.wire.EngineFound;
import org.junit.jupiter.api.Test;

class EnginesFoundTest {

  private static final EngineFound OLD = new EngineFound("onednn 3.8 avx2", "CPU 2010");
  private static final EngineFound NEW = new EngineFound("onednn 3.8 avx2", "CPU 2020");
  private static final EngineFound OTHER = new EngineFound("portable", "CPU 2020");

  @Test
  void executorsOfOneKindAreToldOnce() {
    assertThat(new EnginesFound(List.of(NEW, NEW)).told())
        .containsExactly("engine: onednn 3.8 avx2");
  }

  @Test
  void unlikeProcessorsUnderOneEngineAreWarnedOf() {
    assertThat(new EnginesFound(List.of(NEW, OLD, NEW)).told())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("warning: ")
        .contains("unlike processors (CPU 2010; CPU 2020)", "bits depend", "of one kind");
  }

  @Test
  void unlikeEnginesAreWarnedOf() {
    assertThat(new EnginesFound(List.of(OTHER, NEW)).told())
        .hasSize(2)
        .contains("engine: onednn 3.8 avx2; portable")
        .last()
        .asString()
        .startsWith("warning: ")
        .contains("different engines", "set engine");
  }
}
