package org.fbnetspark.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;

class LayerTimerTest {

  private static final Placement AT = new Placement(new ImageShape(8, 8, 16), 16, 1);

  @Test
  void timesEveryOpAndTellsProgress() {
    List<LayerTimer.PlacedOp> ops = new ArrayList<>();
    for (Op op : SmallNets.NINE) {
      ops.add(new LayerTimer.PlacedOp(op, AT));
    }
    List<Integer> progress = new ArrayList<>();
    double[] micros = new LayerTimer(Engine.PORTABLE).medianMicros(ops, progress::add);
    assertThat(micros).hasSize(9);
    for (double each : micros) {
      assertThat(each).isPositive().isLessThan(1e6);
    }
    assertThat(progress).isEqualTo(IntStream.rangeClosed(1, LayerTimer.steps(9)).boxed().toList());
  }

  @Test
  void timesOneOp() {
    assertThat(new LayerTimer(Engine.PORTABLE).medianMicros(new MbConv(3, 1, 1), AT)).isPositive();
  }
}
