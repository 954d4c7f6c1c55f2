package org.fbnetspark.format.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.retrain.AverageWeights;
import org.fbnetspark.retrain.RetrainState;
import org.fbnetspark.store.CorruptFileException;
import org.junit.jupiter.api.Test;

class RetrainStateBytesTest {

  private static final RunIdentity IDENTITY =
      new RunIdentity("01".repeat(32), "ab".repeat(32), "cd".repeat(32), "ef".repeat(32));

  private static final KeptState<RetrainState> KEPT =
      new KeptState<>(
          IDENTITY,
          new RetrainState(
              5,
              -9,
              new Weights(
                  new float[] {1, -0f, Float.MIN_VALUE},
                  new float[] {2, 3, -1e30f},
                  new float[] {0.5f, -0f, 7}),
              new AverageWeights(77, new float[] {4, 5, 6}),
              Optional.of(new RetrainState.Best(3, 90, 100))));

  private static byte[] golden() throws IOException {
    try (InputStream in =
        RetrainStateBytesTest.class.getResourceAsStream("/golden/retrain-state-v2.bin")) {
      return in.readAllBytes();
    }
  }

  @Test
  void theGoldenFileIsReadAndWrittenBitForBit() throws IOException {
    assertThat(RetrainStateBytes.write(KEPT)).isEqualTo(golden());
    assertThat(RetrainStateBytes.read(golden(), "golden")).isEqualTo(KEPT);
  }

  @Test
  void aStateWithoutABestNetworkIsKeptToo() throws IOException {
    KeptState<RetrainState> initial =
        new KeptState<>(IDENTITY, RetrainState.initial(4, new float[] {1, 2}));
    assertThat(RetrainStateBytes.read(RetrainStateBytes.write(initial), "a")).isEqualTo(initial);
  }

  @Test
  void everyDamagedByteAndEveryTruncationIsNoticed() {
    byte[] whole = RetrainStateBytes.write(KEPT);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x10;
      byte[] cut = Arrays.copyOf(whole, i);
      for (byte[] bad : new byte[][] {damaged, cut}) {
        assertThatThrownBy(() -> RetrainStateBytes.read(bad, "a.state"))
            .as("byte %s", i)
            .isInstanceOf(CorruptFileException.class);
      }
    }
  }

  @Test
  void figuresThatCannotBeAreRefused() {
    refused(new RetrainState.Best(3, 101, 100), new float[] {4, 5, 6}, "with 101 of 100 correct");
    refused(new RetrainState.Best(3, -1, 100), new float[] {4, 5, 6}, "with -1 of 100 correct");
    refused(new RetrainState.Best(5, 1, 100), new float[] {4, 5, 6}, "counts 5 epochs");
    refused(new RetrainState.Best(3, 1, 2), new float[] {4, Float.NaN, 6}, "the average NaN");
  }

  private static void refused(RetrainState.Best best, float[] average, String reason) {
    RetrainState state = KEPT.state();
    byte[] bytes =
        RetrainStateBytes.write(
            new KeptState<>(
                IDENTITY,
                new RetrainState(
                    state.epoch(),
                    state.seed(),
                    state.weights(),
                    new AverageWeights(77, average),
                    Optional.of(best))));
    assertThatThrownBy(() -> RetrainStateBytes.read(bytes, "a.state"))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining(reason);
  }
}
