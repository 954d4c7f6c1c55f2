package org.fbnetspark.domain.theta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fbnetspark.domain.network.Pick;
import org.junit.jupiter.api.Test;

class GatesTest {

  private static final Gates SHARED = Gates.perBatch(new float[][] {{0.25f, 0.75f}, {1, 0, 0}});

  @Test
  void somethingIsAddedToPicksAlone() {
    Gates more = SHARED.plus(List.of(new Pick(0, 1), new Pick(1, 0)), 0.5f);
    assertThat(more).isEqualTo(Gates.perBatch(new float[][] {{0.25f, 1.25f}, {1.5f, 0, 0}}));
  }

  @Test
  void itIsAddedForEveryExample() {
    Gates gates = Gates.perExample(new float[][][] {{{1, 0}, {0, 1}, {0.5f, 0.5f}}});
    assertThat(gates.plus(List.of(new Pick(0, 0)), 2))
        .isEqualTo(Gates.perExample(new float[][][] {{{3, 0}, {2, 1}, {2.5f, 0.5f}}}));
  }

  @Test
  void gatesThatAreAddedToStayAsTheyAre() {
    Gates same = Gates.perBatch(new float[][] {{0.25f, 0.75f}, {1, 0, 0}});
    assertThat(SHARED.plus(List.of(new Pick(0, 0)), 1)).isNotEqualTo(same);
    assertThat(SHARED).isEqualTo(same);
    assertThat(SHARED.plus(List.of(), 1)).isEqualTo(same);
    assertThat(SHARED.plus(List.of(new Pick(1, 2)), 0)).isEqualTo(same);
  }
}
