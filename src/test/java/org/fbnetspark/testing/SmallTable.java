package org.fbnetspark.testing;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyGrid;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;

/** A latency table with one row of each kind. */
public final class SmallTable {

  private SmallTable() {}

  public static LatencyTable table() {
    LatencyKey key = new LatencyKey("mb_k3_e6", new ImageShape(16, 16, 8), 16, 2);
    return LatencyTable.builder(
            new LatencySetting(
                "bench-7", "oneDNN 3.13", "fp32", 1, OptionalInt.of(2), Optional.of("nhwc")))
        .provenance("measured", "2026-01-31")
        .provenance("cpu", "example")
        .baseMicros(120.5)
        .correction(
            new LatencyCorrection(
                new RisingLine(-20.5, 1.25, 150, 1.5),
                0.99,
                0.03,
                0.95,
                List.of(new WholeNetwork(100, 104.5), new WholeNetwork(200, 229.5)),
                List.of(new WholeNetwork(150, 170))))
        .add(key, LatencyRow.of("a", 33.25, new LatencyRow.Spread(32, 35.5, 0.25, 400, true)))
        .add(key.at("stage2.layer1"), new LatencyRow(34))
        .add(new LatencyKey("skip", new ImageShape(8, 8, 16), 16, 1), new LatencyRow(0))
        .build();
  }

  /** The same with a grid of four rows and one between them. */
  public static LatencyTable gridded() {
    LatencyTable plain = table();
    LatencyTable.Builder builder =
        LatencyTable.builder(plain.setting()).baseMicros(plain.baseMicros().orElseThrow());
    plain.provenance().forEach(builder::provenance);
    plain.correction().ifPresent(builder::correction);
    plain.rows().forEach(builder::add);
    LatencyGrid grid =
        new LatencyGrid(
            "mb_k3_m*_se_hs",
            1,
            List.of(new LatencyGrid.Sides(8, 8)),
            List.of(16, 32),
            List.of(24, 88),
            List.of(16),
            8);
    double[] micros = {4, 9, 5, 12};
    for (int i = 0; i < micros.length; i++) {
      builder.add(grid.points().get(i), new LatencyRow(micros[i]));
    }
    return builder
        .grid(grid)
        .add(new LatencyKey("mb_k3_m56_se_hs", new ImageShape(8, 8, 24), 16, 1), new LatencyRow(8))
        .build();
  }

  /** 100 us of base and 10 us for every candidate of a space. */
  public static LatencyTable forAll(Space space) {
    LatencyTable.Builder builder = LatencyTable.builder(table().setting()).baseMicros(100);
    for (ChainLayer layer : Layers.open(space)) {
      for (Op op : layer.candidates()) {
        builder.add(LatencyKey.of(op, layer.placement()), new LatencyRow(10));
      }
    }
    return builder.build();
  }
}
