package org.fbnetspark.domain.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.op.AuxiliaryHead;
import org.fbnetspark.domain.op.FactorizedReduce;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.testing.SmallCells;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellTrainingTest {

  private static final Network CELLS = SmallCells.network(SmallCells.IMAGE, CellStem.CIFAR);

  private static Network cells(CellStem stem, int cells) {
    int side = stem == CellStem.CIFAR ? 8 : 64;
    CellMacro macro = new CellMacro(new ImageShape(side, side, 3), 3, stem, cells, 4);
    return new CellNetwork("cells", macro, SmallCells.GENOTYPE).architecture();
  }

  /** Of L cells, counted from 0, it is the one at two thirds of L, rounded down. */
  @Test
  void theAuxiliaryClassifierReadsTheCellAtTwoThirds() {
    for (CellStem stem : CellStem.values()) {
      for (int count = CellMacro.FEWEST_CELLS; count <= 24; count++) {
        Network trained = CellTraining.of(cells(stem, count), 0.4, false).network();
        assertThat(trained.outputs()).hasSize(2);
        assertThat(trained.outputs().get(1).weight()).isEqualTo(0.4);
        Node scores = trained.nodes().get(trained.outputs().get(1).node());
        Node head = trained.nodes().get(scores.branches().get(0).from());
        Branch features = head.branches().get(0);
        assertThat(features.op()).isEqualTo(new AuxiliaryHead(stem == CellStem.CIFAR));
        assertThat(trained.nodes().get(features.from()).name())
            .as("%d cells", count)
            .isEqualTo("cell" + (2 * count / 3 + 1) + ".output");
      }
    }
  }

  /** For CIFAR 36 channels become 144 by the second reduction, four nodes wide; or 48 and 192. */
  @ParameterizedTest
  @CsvSource({"DARTS_V2, 8x8x576", "DARTS_V2_ImageNet, 7x7x768"})
  void thePublishedHeadsReadThePublishedMaps(String name, String map) {
    Network network = ArchitectureCatalog.named(name).architecture();
    Network trained = CellTraining.of(network, 0.4, true).network();
    int head = network.nodes().size();
    Branch features = trained.nodes().get(head).branches().get(0);
    assertThat(trained.shapes().get(features.from())).hasToString(map);
    assertThat(trained.shapes().get(head)).hasToString("1x1x768");
    assertThat(trained.shapes().get(head + 1)).hasToString("1x1x" + network.classes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DARTS_V1", "DARTS_V2_ImageNet", "small"})
  void everyEdgeOfACellIsDroppedByItselfButTheIdentity(String name) {
    Network network = name.equals("small") ? CELLS : ArchitectureCatalog.named(name).architecture();
    CellTraining training = CellTraining.of(network, 0, true);
    List<Condition> dropped = new ArrayList<>();
    int identities = 0;
    for (Node node : training.network().nodes()) {
      boolean edges = node.name().contains(".node");
      for (Branch branch : node.branches()) {
        boolean identity = branch.op() instanceof Skip && branch.stride() == 1;
        assertThat(branch.when().always()).as("%s", node).isEqualTo(!edges || identity);
        identities += edges && identity ? 1 : 0;
        if (!branch.when().always()) {
          dropped.add(branch.when());
        }
      }
    }
    assertThat(identities).isPositive();
    assertThat(dropped).doesNotHaveDuplicates().hasSize(training.paths());
    for (int path = 0; path < dropped.size(); path++) {
      assertThat(dropped.get(path)).isEqualTo(Condition.of(path, 0));
    }
    assertThat(training.network().conditions()).isEqualTo(dropped);
  }

  /** What stands for an identity where the map is halved is no identity. */
  @Test
  void aSkipThatHalvesTheMapIsDropped() {
    assertThat(CellTraining.of(CELLS, 0, true).network().nodes())
        .filteredOn(node -> node.name().contains(".node"))
        .flatMap(Node::branches)
        .filteredOn(branch -> branch.op() instanceof FactorizedReduce)
        .isNotEmpty()
        .noneMatch(branch -> branch.when().always());
  }

  @Test
  void theNetworksOwnPartsComeFirst() {
    Network trained = CellTraining.of(CELLS, 0.4, true).network();
    assertThat(trained.outputs().get(0)).isEqualTo(Output.of(CELLS.nodes().size() - 1));
    assertThat(trained.nodes())
        .hasSize(CELLS.nodes().size() + 2)
        .extracting(Node::name)
        .startsWith(CELLS.nodes().stream().map(Node::name).toArray(String[]::new));
    List<WeightLayout.Tensor> own = new WeightLayout(CELLS).tensors();
    List<WeightLayout.Tensor> all = new WeightLayout(trained).tensors();
    assertThat(all.subList(0, own.size())).isEqualTo(own);
    assertThat(all.subList(own.size(), all.size()))
        .isNotEmpty()
        .allMatch(tensor -> tensor.layer() >= CELLS.nodes().size());
  }

  @Test
  void withoutEitherItIsTheNetwork() {
    assertThat(CellTraining.of(CELLS, 0, false)).isEqualTo(new CellTraining(CELLS, 0));
    Network other = ArchitectureCatalog.named("FBNet-A").architecture();
    assertThat(CellTraining.of(other, 0, false)).isEqualTo(new CellTraining(other, 0));
    assertThat(CellTraining.of(CELLS, 0.4, false).network().fixed()).isTrue();
  }

  @Test
  void whatCannotBeTrainedSoIsRefused() {
    Network other = ArchitectureCatalog.named("FBNet-A").architecture();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CellTraining.of(other, 0.4, false))
        .withMessageContaining("FBNet-A is not made of cells");
    Network tiny = SmallCells.network(new ImageShape(4, 8, 3), CellStem.CIFAR);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CellTraining.of(tiny, 0.4, false))
        .withMessageContaining("a map of 1x2x32 where its auxiliary classifier would stand");
    assertThat(CellTraining.of(tiny, 0, true).paths()).isPositive();
  }
}
