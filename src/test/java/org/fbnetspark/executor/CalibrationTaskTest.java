package org.fbnetspark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.data.ShardFile;
import org.junit.jupiter.api.Test;

class CalibrationTaskTest {

  private static final List<ShardFile> FILES =
      IntStream.of(7, 1, 12).mapToObj(count -> new ShardFile("f" + count, count, 1, "0")).toList();

  private static List<int[]> picks(long images) {
    return IntStream.range(0, FILES.size())
        .mapToObj(file -> CalibrationTask.picks(FILES, file, images))
        .toList();
  }

  @Test
  void imagesLieAtEvenDistancesThroughAllFiles() {
    assertThat(picks(5)).containsExactly(new int[] {3}, new int[] {0}, new int[] {3, 7, 11});
  }

  @Test
  void noMoreAreTakenThanThereAre() {
    assertThat(picks(500).stream().mapToInt(picks -> picks.length)).containsExactly(7, 1, 12);
    assertThat(picks(20).get(0)).containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void everyNumberIsMet() {
    for (int images = 1; images <= 20; images++) {
      assertThat(picks(images).stream().mapToInt(picks -> picks.length).sum()).isEqualTo(images);
    }
  }
}
