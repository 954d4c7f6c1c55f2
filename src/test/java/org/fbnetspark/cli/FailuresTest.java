package org.fbnetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.fbnetspark.run.RunStoppedException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  /** A full disk is no damaged file once something has been trained. */
  @Test
  void whatHasBegunAndStoppedHasFailedWhateverItStoppedOf() {
    IOException full = new IOException("no space left on device");
    assertThat(Failures.exitCode(full)).isEqualTo(ExitCode.DATA_REFUSED);
    assertThat(Failures.exitCode(new RunStoppedException("the sweep has stopped", full)))
        .isEqualTo(ExitCode.FAILED);
  }
}
