package org.fbnetspark.domain.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;

class LatencyTableTest {

  private static final LatencySetting SETTING = new LatencySetting("phone", "tool 1", "fp32", 1, 2);
  private static final MbConv OP = new MbConv(3, 6, 1);
  private static final Placement AT = new Placement(new ImageShape(8, 8, 16), 24, 2);
  private static final LatencyKey KEY = LatencyKey.of(OP, AT);

  @Test
  void aRowForOneLayerComesBeforeTheRowForItsShapes() {
    LatencyTable table =
        LatencyTable.builder(SETTING)
            .add(KEY, new LatencyRow(10))
            .add(KEY.at("stage2.layer1"), new LatencyRow(20))
            .build();
    assertThat(table.micros("stage2.layer1", OP, AT)).hasValue(20);
    assertThat(table.micros("stage3.layer1", OP, AT)).hasValue(10);
    assertThat(table.micros("stage2.layer1", new MbConv(5, 6, 1), AT)).isEmpty();
  }

  @Test
  void impossibleRowsAreRefusedByKey() {
    LatencyTable.Builder builder = LatencyTable.builder(SETTING).add(KEY, new LatencyRow(10));
    assertThatThrownBy(() -> builder.add(KEY, new LatencyRow(11)))
        .hasMessage("The time of mb_k3_e6 8x8x16 -> 24 stride 2 is given twice");
    assertThatThrownBy(() -> builder.add(KEY.at("a"), new LatencyRow(-1)))
        .hasMessageContaining("stride 2 at a must be finite and at least 0 us, but was -1.0");
    assertThatThrownBy(() -> builder.add(KEY.at("a"), new LatencyRow(Double.NaN)))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> builder.baseMicros(5).baseMicros(6)).hasMessageContaining("twice");
    assertThatThrownBy(() -> LatencyTable.builder(SETTING).build())
        .hasMessageContaining("at least one row");
    assertThatThrownBy(() -> new LatencySetting("", "r", "fp32", 1, 1))
        .hasMessageContaining("must name device");
    assertThatThrownBy(() -> new LatencySetting("d", "r", "fp32", 0, 1))
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new LatencyRow.Spread(2, 1, 0, 5, true)).hasMessageContaining("p10");
  }

  @Test
  void relativeRowsMayBeNegativeButNeedTheBase() {
    LatencyTable.Builder builder =
        LatencyTable.builder(SETTING).relativeToSkip().add(KEY, new LatencyRow(-3));
    assertThatThrownBy(builder::build).hasMessageContaining("needs the base");
    assertThatThrownBy(() -> builder.add(KEY.at("a"), new LatencyRow(Double.NEGATIVE_INFINITY)))
        .hasMessageContaining("finite");
    assertThat(builder.baseMicros(100).build().baseMicros()).hasValue(100);
  }
}
