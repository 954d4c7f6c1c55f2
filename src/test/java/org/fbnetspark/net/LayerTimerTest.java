package org.fbnetspark.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerTimerTest {

  private static final Placement AT = new Placement(new ImageShape(8, 8, 16), 16, 1);

  @Test
  void timesEveryOpAndTellsProgress() {
    List<LayerTimer.PlacedOp> ops = new ArrayList<>();
    for (Op op : SmallNets.NINE) {
      ops.add(new LayerTimer.PlacedOp(op, AT));
    }
    List<Integer> progress = new ArrayList<>();
    double[] micros = new LayerTimer(Engine.AUTO).medianMicros(ops, progress::add);
    assertThat(micros).hasSize(9);
    for (double each : micros) {
      assertThat(each).isPositive().isLessThan(1e6);
    }
    assertThat(progress).isEqualTo(IntStream.rangeClosed(1, LayerTimer.steps(9)).boxed().toList());
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "PORTABLE"})
  void timesOpsOfEveryKind(Engine engine) {
    ImageShape image = new ImageShape(8, 8, 3);
    ImageShape vector = new ImageShape(1, 1, 16);
    LayerTimer timer = new LayerTimer(engine);
    assertThat(timer.medianMicros(new MbConv(3, 1, 1), AT)).isPositive();
    assertThat(timer.medianMicros(new Conv(3), new Placement(image, 16, 2))).isPositive();
    assertThat(timer.medianMicros(new Conv(1), AT)).isPositive();
    assertThat(timer.medianMicros(new GlobalPool(), AT)).isPositive();
    assertThat(timer.medianMicros(new Linear(), new Placement(vector, 10, 1))).isPositive();
  }
}
