package org.fbnetspark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.run.SweepRecord;
import org.fbnetspark.format.run.SweepManifestJson;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep that a process of another machine has claimed, with a point and a warm-up. */
class SweepSilenceTest {

  private static final Instant NOW = Instant.now();

  @TempDir private Path sweep;

  @BeforeEach
  void write() throws IOException {
    Files.write(
        sweep.resolve("manifest.json"),
        SweepManifestJson.write(
            new SweepRecord(
                "sweep", List.of(new SweepRecord.Point("a", "a", Optional.of("0123"))), Map.of())));
    SampleRun.write(SampleRun.unfinished(sweep.resolve("points/a").toString(), 2));
    SampleRun.write(SampleRun.unfinished(sweep.resolve("warm-up/0123").toString(), 1));
    for (String file :
        List.of(".claim-1", "latency/small.json", "data/4567/train-0", "points/b/.claim-1")) {
      Files.createDirectories(sweep.resolve(file).getParent());
      Files.writeString(sweep.resolve(file), "process 1 of elsewhere since 2026-01-01T00:00:00Z\n");
    }
    SampleRun.age(sweep, NOW.minusSeconds(7200));
  }

  private void written(String file, long secondsAgo) throws IOException {
    FileTime time = FileTime.from(NOW.minusSeconds(secondsAgo));
    Files.setLastModifiedTime(sweep.resolve(file), time);
  }

  private Claim claim() throws IOException {
    return SweepDirectory.claim(Storage.standard(), sweep.toString());
  }

  private void isHeld() {
    assertThatThrownBy(this::claim)
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("is being written by process 1 of elsewhere");
  }

  @Test
  void oneThatIsSilentThroughoutIsTakenOver() throws IOException {
    claim().close();
    assertThat(sweep.resolve(".claim-1")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"points/a/metrics.jsonl", "warm-up/0123/metrics.jsonl"})
  void aRunThatIsWrittenTellsThatItLivesForAsLongAsItsEpochsMayTake(String file)
      throws IOException {
    written(file, 60);
    isHeld();
    written(file, 150);
    claim().close();
  }

  /** A run that goes on has written nothing yet. */
  @Test
  void aRunThatIsClaimedLivesAsWell() throws IOException {
    Path held = sweep.resolve("points/a/.claim-2");
    Files.writeString(held, "process 1 of elsewhere since 2026-01-01T00:00:00Z\n");
    written("points/a/.claim-2", 60);
    isHeld();
    written("points/a/.claim-2", 150);
    claim().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {".claim-1", "manifest.json", "latency/small.json", "data/4567/train-0"})
  void whatIsDoneForAllPointsHasTheTimeOfABeginning(String file) throws IOException {
    written(file, 1700);
    isHeld();
    written(file, 1900);
    claim().close();
  }

  @Test
  void onceARunHasBegunAfterwardsItsEpochsAloneTell() throws IOException {
    written("manifest.json", 1000);
    isHeld();
    written("points/a/metrics.jsonl", 150);
    claim().close();
  }

  @Test
  void whereNoSweepHasBegunNothingTellsThatNobodyIsThere() throws IOException {
    Files.delete(sweep.resolve("manifest.json"));
    isHeld();
  }
}
