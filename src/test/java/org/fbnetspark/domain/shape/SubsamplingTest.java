package org.fbnetspark.domain.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubsamplingTest {

  private static Subsampling of(int from, int to) {
    return new Subsampling(new ImageShape(1, from, 3), new ImageShape(1, to, 3));
  }

  @Test
  void rowsAndColumnsAreTheNearestOnes() {
    assertThat(of(8, 4).sources()).containsExactly(0, 2, 4, 6);
    assertThat(of(8, 6).sources()).containsExactly(0, 1, 2, 4, 5, 6);
    assertThat(of(32, 24).sources()).startsWith(0, 1, 2, 4).endsWith(28, 29, 30);
    assertThat(of(5, 1).sources()).containsExactly(0);
    Subsampling both = new Subsampling(new ImageShape(4, 3, 2), new ImageShape(2, 2, 2));
    assertThat(both.sources()).containsExactly(0, 1, 6, 7);
    assertThat(both.targets()).containsExactly(0, 1, -1, -1, -1, -1, 2, 3, -1, -1, -1, -1);
    assertThat(both.keepsAll()).isFalse();
    assertThat(of(7, 7).keepsAll()).isTrue();
  }

  @Test
  void everyPixelGoesBackToWhereItCameFrom() {
    for (int from = 1; from <= 40; from++) {
      for (int to = 1; to <= from; to++) {
        int[] sources = of(from, to).sources();
        int[] targets = of(from, to).targets();
        assertThat(Arrays.stream(sources).distinct()).hasSize(to);
        for (int i = 0; i < to; i++) {
          assertThat(sources[i]).isBetween(i, from - 1);
          assertThat(targets[sources[i]]).isEqualTo(i);
        }
        assertThat(Arrays.stream(targets).filter(target -> target < 0)).hasSize(from - to);
      }
    }
  }

  /** The paper's sum of 8, 4 and 2: where the smallest has a pixel, all have one. */
  @Test
  void pixelsOfSidesThatDivideEachOtherLieWithinEachOther() {
    Set<Integer> before = new HashSet<>();
    for (int side : new int[] {1, 2, 4, 8, 16}) {
      Set<Integer> kept = new HashSet<>(Arrays.stream(of(16, side).sources()).boxed().toList());
      assertThat(kept).containsAll(before);
      before = kept;
    }
  }

  @Test
  void aMapThatIsNoSmallerIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(4, 5))
        .withMessage("1x5x3 cannot be subsampled from 1x4x3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Subsampling(new ImageShape(4, 4, 3), new ImageShape(2, 2, 1)));
  }
}
