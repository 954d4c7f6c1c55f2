package org.fbnetspark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.engines.Supernets;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.wire.PhaseWeights;
import org.junit.jupiter.api.Test;

class NetSlotTest {

  /** An epoch may have many phases, and a slot need not have trained weights between two. */
  @Test
  void everyPhaseHasItsOwnWeights() {
    Supernet net = Supernets.create(SmallSearch.SPACE.network(), 8, Engine.PORTABLE);
    try (NetSlot slot = new NetSlot(net)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        for (int firstRound = 0; firstRound < 2; firstRound++) {
          float value = 1 + 2 * epoch + firstRound;
          slot.load(phase(epoch, firstRound, net.weightCount(), value));
          assertThat(stored(net)).containsOnly(value);
        }
      }
    }
  }

  @Test
  void thoseOfAPhaseAreLoadedOnceAndAgainAfterTraining() {
    Supernet net = Supernets.create(SmallSearch.SPACE.network(), 8, Engine.PORTABLE);
    int count = net.weightCount();
    try (NetSlot slot = new NetSlot(net)) {
      slot.load(phase(3, 1, count, 5));
      slot.load(phase(3, 1, count, 6));
      assertThat(stored(net)).containsOnly(5f);
      slot.load(new float[count], new float[count]);
      slot.load(phase(3, 1, count, 7));
      assertThat(stored(net)).containsOnly(7f);
    }
  }

  /** Runs side by side share nets, and are in the same epochs at the same time. */
  @Test
  void thePhaseOfAnotherRunHasItsOwnWeights() {
    Supernet net = Supernets.create(SmallSearch.SPACE.network(), 8, Engine.PORTABLE);
    int count = net.weightCount();
    try (NetSlot slot = new NetSlot(net)) {
      slot.load(phase("one", 3, 1, count, 5));
      slot.load(phase("other", 3, 1, count, 6));
      assertThat(stored(net)).containsOnly(6f);
    }
  }

  private static PhaseWeights phase(int epoch, int firstRound, int count, float value) {
    return phase("run", epoch, firstRound, count, value);
  }

  private static PhaseWeights phase(String run, int epoch, int firstRound, int count, float value) {
    float[] weights = new float[count];
    Arrays.fill(weights, value);
    return new PhaseWeights(new PhaseWeights.Id(run, epoch, firstRound), weights);
  }

  private static float[] stored(Supernet net) {
    float[] weights = new float[net.weightCount()];
    net.store(weights, new float[net.weightCount()]);
    return weights;
  }
}
