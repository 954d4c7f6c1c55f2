package org.fbnetspark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.testing.ToyGraph;
import org.junit.jupiter.api.Test;

class ArchitectureFigureTest {

  @Test
  void boxesTellWhatColourAndHeightDoNot() {
    Placement at = new Placement(new ImageShape(8, 8, 4), 4, 1);
    List<Block> layers = new ArrayList<>();
    for (String code :
        List.of("conv_k3_hs", "mb_k5_e6", "mb_k5_e6_hs", "mb_k3_e1_g2_se", "mb_k33_e3_se_hs")) {
      layers.add(new Block(code, OpCode.parse(code).orElseThrow(), at));
    }
    assertThat(ArchitectureFigure.of(Network.chain("a", at.input(), layers)).render())
        .contains(">conv_k3_hs</span>", "mb_k5_e6_hs, 8x8x4")
        .contains(
            ">K5 E6</span>", ">K5 E6 HS</span>", ">K3 E1 G2 SE</span>", ">K33 E3 SE HS</span>")
        .contains("SE: squeeze and excitation", "HS: hard swish", "R6: ReLU6");
  }

  @Test
  void boxesOfAGraphTellWhatTheyRead() {
    Network network = ToyGraph.space().at(new int[] {0, 1, 0, 0, 1, 0});
    assertThat(ArchitectureFigure.of(network).render())
        .contains(">K3 M12</span>", "wide: mb_k3_m12, 8x8x8")
        .contains("right: conv_k3, 8x8x8, reads wide, joined by sum")
        .contains("right: conv_k1, 8x8x8, reads stem, joined by sum")
        .contains("both: skip, 8x8x8, reads left, joined by concat")
        .contains("mix: conv_k1, 8x8x12, reads both, joined by learned sum");
  }
}
