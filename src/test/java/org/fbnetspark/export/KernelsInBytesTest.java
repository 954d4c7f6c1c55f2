package org.fbnetspark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.fbnetspark.domain.random.SeedTree;
import org.junit.jupiter.api.Test;

class KernelsInBytesTest {

  @Test
  void foldsBatchNormalisation() {
    float[] weights = {1, -2, 3, 4};
    FoldedKernel folded =
        FoldedKernel.of(
            weights,
            new float[] {2, 0.5f},
            new float[] {1, -1},
            new float[] {0.25f, 3},
            new float[] {3.75f, 0},
            0.25);
    assertThat(folded.weights()).containsExactly(1, -2, 3, 4);
    assertThat(folded.biases()).containsExactly(1 - 0.25f, -1 - 3);
    assertThat(folded.outputs()).isEqualTo(2);
  }

  /** Convolution, then batch normalisation, is the folded convolution; here over one position. */
  @Test
  void foldedKernelComputesTheSame() {
    RandomGenerator random = new SeedTree(5).generator();
    float[] weights = normal(12, random);
    float[] gamma = normal(3, random);
    float[] beta = normal(3, random);
    float[] mean = normal(3, random);
    float[] variance = {0.01f, 1, 7};
    float[] x = normal(4, random);
    FoldedKernel folded = FoldedKernel.of(weights, gamma, beta, mean, variance, 1e-5);
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      double direct = folded.biases()[c];
      for (int i = 0; i < 4; i++) {
        sum += (double) weights[4 * c + i] * x[i];
        direct += (double) folded.weights()[4 * c + i] * x[i];
      }
      double normalised = (sum - mean[c]) / Math.sqrt(variance[c] + 1e-5) * gamma[c] + beta[c];
      assertThat(direct).isCloseTo(normalised, within(1e-5 * (1 + Math.abs(normalised))));
    }
  }

  private static float[] normal(int length, RandomGenerator random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void refusesWhatCannotBeFolded() {
    float[] one = {1};
    float[] two = {1, 1};
    assertThatThrownBy(() -> new FoldedKernel(new float[5], two))
        .hasMessage("A kernel of 5 weights cannot have 2 output channels");
    assertThatThrownBy(() -> FoldedKernel.of(two, two, one, two, two, 1e-5))
        .hasMessageContaining("four values a channel, but has 2, 1, 2, 2");
    assertThatThrownBy(() -> FoldedKernel.of(two, two, two, two, new float[] {1, -1}, 1e-5))
        .hasMessage("Folding the batch normalisation of output channel 1 gives NaN");
  }

  @Test
  void zeroIsExactAndTheRangeIsUsedUp() {
    RandomGenerator random = new SeedTree(6).generator();
    for (int i = 0; i < 1000; i++) {
      double width = Math.exp(random.nextGaussian() * 5);
      ValueRange range =
          new ValueRange(
              (float) (-random.nextDouble() * width), (float) (random.nextDouble() * width));
      assertThat(range.zeroPoint()).isBetween(0, 255);
      double least = -range.zeroPoint() * (double) range.scale();
      double greatest = (255 - range.zeroPoint()) * (double) range.scale();
      assertThat(least).isCloseTo(range.min(), within(0.501 * range.scale()));
      assertThat(greatest).isCloseTo(range.max(), within(0.501 * range.scale()));
    }
    assertThat(new ValueRange(0, 51)).extracting("scale", "zeroPoint").containsExactly(0.2f, 0);
    assertThat(ValueRange.ZEROS.scale()).isEqualTo(1);
  }

  @Test
  void refusesARangeWithoutZeroOrEnd() {
    assertThatThrownBy(() -> new ValueRange(1, 2)).hasMessageEndingWith("goes from 1.0 to 2.0");
    assertThatThrownBy(() -> new ValueRange(0, Float.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ValueRange(Float.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void weightsAreWithinHalfAStep() {
    RandomGenerator random = new SeedTree(7).generator();
    float[] weights = normal(5 * 9, random);
    float[] biases = normal(5, random);
    QuantisedKernel kernel = QuantisedKernel.of(weights, biases, 0.03f);
    for (int c = 0; c < 5; c++) {
      double scale = kernel.weightScales()[c];
      int largest = 0;
      for (int i = 9 * c; i < 9 * (c + 1); i++) {
        assertThat(kernel.weights()[i] * scale).isCloseTo(weights[i], within(0.501 * scale));
        largest = Math.max(largest, Math.abs(kernel.weights()[i]));
      }
      assertThat(largest).isEqualTo(127);
      assertThat(kernel.biasScales()[c]).isEqualTo(0.03f * kernel.weightScales()[c]);
      double bias = kernel.biases()[c] * (double) kernel.biasScales()[c];
      assertThat(bias).isCloseTo(biases[c], within(0.501 * kernel.biasScales()[c]));
    }
  }

  @Test
  void biasOfVanishingWeightsIsKept() {
    QuantisedKernel kernel =
        QuantisedKernel.of(new float[] {1e-20f, 0, 0}, new float[] {3, 0, -2}, 0.5f);
    double[] expected = {3, 0, -2};
    for (int c = 0; c < 3; c++) {
      double bias = kernel.biases()[c] * (double) kernel.biasScales()[c];
      assertThat(bias).isCloseTo(expected[c], within(1e-6));
      assertThat(Math.abs((long) kernel.biases()[c])).isLessThanOrEqualTo((1L << 30) + 128);
    }
  }
}
