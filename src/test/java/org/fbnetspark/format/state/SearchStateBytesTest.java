package org.fbnetspark.format.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.search.GoalState;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.search.TargetController;
import org.fbnetspark.search.ThetaAdam;
import org.fbnetspark.store.CorruptFileException;
import org.junit.jupiter.api.Test;

class SearchStateBytesTest {

  private static final KeptState<SearchState> KEPT =
      new KeptState<>(
          new RunIdentity("01".repeat(32), "ab".repeat(32), "cd".repeat(32), "ef".repeat(32)),
          new SearchState(
              12,
              -3,
              List.of(
                  new GoalState(
                      Theta.of(new double[][] {{0.5, -1.25, 0x1p-1022}, {Math.PI, 0}}),
                      new ThetaAdam.Moments(
                          9,
                          new double[][] {{1, 2, 3}, {4, 5}},
                          new double[][] {{6, 7, 8}, {9, 10}}),
                      new TargetController.Memory(
                          List.of(-0.75, 2.0), List.of(12.5, 1.0, 1.0, 3.0), List.of(0.25, 0.0)),
                      Optional.of(0.375)),
                  GoalState.initial(Theta.of(new double[][] {{1, 2, 4}, {-3, 0.125}}))),
              new Weights(
                  new float[] {1.5f, -0f, Float.MIN_VALUE},
                  new float[] {0.25f, 3, -1e30f},
                  new float[] {0.5f, -0f, 7})));

  private static byte[] golden() throws IOException {
    try (InputStream in =
        SearchStateBytesTest.class.getResourceAsStream("/golden/search-state-v5.bin")) {
      return in.readAllBytes();
    }
  }

  private static void refused(byte[] bytes, String reason) {
    assertThatThrownBy(() -> SearchStateBytes.read(bytes, "a.state"))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("a.state at byte")
        .hasMessageContaining(reason);
  }

  /** Alters a copy and gives it a checksum that matches. */
  private static byte[] forged(int at, int value) {
    byte[] bytes = SearchStateBytes.write(KEPT);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    buffer.putInt(at, value);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    buffer.putInt(bytes.length - 4, (int) crc.getValue());
    return bytes;
  }

  @Test
  void theGoldenFileIsReadAndWrittenBitForBit() throws IOException {
    assertThat(SearchStateBytes.read(golden(), "golden")).isEqualTo(KEPT);
    assertThat(SearchStateBytes.write(KEPT)).isEqualTo(golden());
  }

  @Test
  void everySingleDamagedByteIsNoticed() {
    byte[] whole = SearchStateBytes.write(KEPT);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x40;
      assertThatThrownBy(() -> SearchStateBytes.read(damaged, "a.state"))
          .as("byte %s", i)
          .isInstanceOf(CorruptFileException.class);
    }
  }

  @Test
  void everyTruncationIsNoticed() {
    byte[] whole = SearchStateBytes.write(KEPT);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> SearchStateBytes.read(cut, "a.state"))
          .as("length %s", length)
          .isInstanceOf(CorruptFileException.class);
    }
  }

  @Test
  void countsThatWouldOverflowTheFileAreRefusedBeforeMemoryIsTaken() {
    int goals = 20 + 128 + 4 + 8;
    refused(forged(goals, Integer.MAX_VALUE), "cannot hold 2147483647 goals");
    refused(forged(goals, 0), "has no goals");
    refused(forged(goals + 4, -1), "cannot hold -1 steps");
    int controller = goals + 4 + 4;
    refused(forged(controller, Integer.MAX_VALUE), "cannot hold 2147483647 costs");
    int baseline = controller + 4 + 64;
    refused(forged(baseline, 2), "has 2 baselines");
    int choices = baseline + 4 + 8;
    refused(forged(choices, Integer.MAX_VALUE), "cannot hold 2147483647 choices");
    refused(forged(choices, -1), "cannot hold -1 choices");
    refused(forged(choices + 4, 1 << 28), "cannot hold 268435456 candidates");
  }

  @Test
  void anotherFileAndAnotherVersionAreNamed() {
    refused(forged(0, 0x7F454C46), "is not a search state");
    refused(forged(8, 3), "has version 3, but only 5 is read");
  }

  @Test
  void aValueThatIsNoNumberIsRefusedThoughTheChecksumIsRight() {
    int controller = 20 + 128 + 4 + 8 + 4 + 4 + 4;
    int nan = 0x7ff80000;
    refused(forged(controller, nan), "holds the product NaN");
    refused(forged(controller + 64 + 4, nan), "holds the baseline NaN");
    int theta = controller + 64 + 4 + 8 + 4 + 4;
    refused(forged(theta, nan), "holds the theta NaN");
    refused(forged(theta + 6 * 8, 0xbff00000), "negative second moment");
    int weights = SearchStateBytes.write(KEPT).length - 4 - 9 * 4 - 4;
    refused(forged(weights, 0x7f800000), "holds the weight Infinity");
    refused(forged(weights + 5 * 4, 0x7fc00000), "holds the momentum NaN");
    refused(forged(weights + 9 * 4, 0x7fc00000), "holds the outer momentum NaN");
  }

  @Test
  void outerMomentumIsThereForEachWeightOrForNone() throws IOException {
    int outer = SearchStateBytes.write(KEPT).length - 4 - 3 * 4 - 4;
    refused(forged(outer, 2), "has 2 outer momenta beside 3 weights");
    refused(forged(outer, 4), "cannot hold 4 outer momenta");
    SearchState state = KEPT.state();
    SearchState plain =
        SearchState.initial(state.seed(), state.thetas(), Weights.initial(new float[] {1, 2}));
    KeptState<SearchState> kept = new KeptState<>(KEPT.identity(), plain);
    assertThat(SearchStateBytes.read(SearchStateBytes.write(kept), "a.state")).isEqualTo(kept);
  }
}
