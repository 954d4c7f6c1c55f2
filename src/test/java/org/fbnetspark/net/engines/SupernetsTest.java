package org.fbnetspark.net.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.fused.OneDnnSupernet;
import org.fbnetspark.testing.SmallGraph;
import org.fbnetspark.testing.SmallNets;
import org.fbnetspark.testing.SmallSides;
import org.fbnetspark.testing.ToyGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SupernetsTest {

  private static final ImageShape IMAGE = new ImageShape(4, 4, 3);
  private static final int CHANNELS = 4;
  private static final Network GRAPH = SmallGraph.SPACE.network();

  @BeforeAll
  static void engineIsThere() {
    assumeTrue(OneDnnSupernet.available(), "oneDNN does not load on this machine");
  }

  @Test
  void autoTakesTheEngineThatRunsTheNetwork() {
    Network chain =
        SmallNets.oneChoice(SmallNets.NINE, new Placement(new ImageShape(4, 4, 4), 4, 1)).network();
    try (Supernet fast = Supernets.create(chain, 2, Engine.AUTO);
        Supernet plain = Supernets.create(GRAPH, 2, Engine.AUTO)) {
      assertThat(fast.engine()).startsWith("onednn");
      assertThat(plain.engine()).startsWith("portable");
    }
    assertThat(Supernets.estimatedBytes(GRAPH, 4))
        .isBetween(2 * Supernets.estimatedBytes(GRAPH, 1), 4 * Supernets.estimatedBytes(GRAPH, 1));
  }

  @Test
  void sidesOfTheInputNeedMemoryOfTheirOwn() {
    Network sides = SmallSides.CHAIN.network();
    Network one = sides.at(new int[] {0, 0, 3});
    assertThat(Supernets.estimatedBytes(one, 4)).isLessThan(Supernets.estimatedBytes(sides, 4));
    Network graph = SmallSides.GRAPH.network();
    Network largest = graph.at(new int[graph.conditions().size()]);
    assertThat(Supernets.refusal(graph, Engine.ONEDNN)).isPresent();
    assertThat(Supernets.estimatedBytes(graph, 4))
        .isGreaterThan(Supernets.estimatedBytes(largest, 4));
  }

  @Test
  void autoIsRefusedWhereNoEngineRunsTheNetwork() {
    Network widths = ToyGraph.space().network();
    assertThat(Supernets.refusal(GRAPH, Engine.AUTO)).isEmpty();
    assertThat(Supernets.refusal(widths, Engine.AUTO).orElseThrow())
        .startsWith("The engine portable does not run toy: ")
        .contains("node both joins what has a choice of widths other than by a sum")
        .endsWith("; no other engine does, so choose another space");
    assertThat(Supernets.refusal(widths, Engine.ONEDNN))
        .isEqualTo(Supernets.refusal(widths, Engine.AUTO));
  }

  @Test
  void fusedEngineSaysWhatItDoesNotRunAndWhatToSet() {
    assertThatThrownBy(() -> Supernets.create(GRAPH, 2, Engine.ONEDNN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The engine onednn does not run graph: ")
        .hasMessageContaining("node learned has a learned sum")
        .hasMessageContaining("an output that is not always there")
        .hasMessageEndingWith("; set engine = portable");
  }

  @Test
  void graphsAreFusedButForWhatStandsInRowsAlone() {
    Node stem = node("stem", Join.SUM, branch(Branch.INPUT, new Conv(3)));
    Branch skip = branch(0, new Skip());
    Branch block = new Branch(0, SmallNets.NINE.get(0), 1, Condition.of(0, 1));
    Branch open = new Branch(0, new Skip(), 1, Condition.of(0, 0));
    Node pool = node("pool", Join.SUM, branch(1, new GlobalPool()));
    for (Node mix :
        List.of(
            node("mix", Join.SUM, skip, block),
            node("mix", Join.SUM, branch(0, new Conv(3)), block),
            node("mix", Join.SUM, open, skip),
            node("mix", Join.SUM, block, branch(Branch.INPUT, new Conv(1))))) {
      assertThat(refusal(stem, mix, pool)).isEmpty();
    }
    refused("node mix has a learned sum", stem, node("mix", Join.LEARNED_SUM, skip, block), pool);
    refused("node mix, an output, reads", stem, node("mix", Join.SUM, open, skip));
    Node again = node("again", Join.SUM, branch(0, new Conv(1)));
    refused(
        "node last, an output, reads", stem, again, node("last", Join.SUM, branch(0, new Conv(1))));
    Network twice =
        new Network(
            "twice",
            Input.of(IMAGE),
            List.of(stem),
            List.of(Output.of(0), new Output(0, Condition.of(0, 0), 0.5)));
    assertThat(OneDnnSupernet.refusal(twice).orElseThrow())
        .contains("two outputs of one node", "an output that is not always there");
  }

  private static void refused(String why, Node... nodes) {
    assertThat(refusal(nodes).orElseThrow()).contains(why);
  }

  private static Optional<String> refusal(Node... nodes) {
    return OneDnnSupernet.refusal(
        new Network(
            "nodes", Input.of(IMAGE), List.of(nodes), List.of(Output.of(nodes.length - 1))));
  }

  private static Node node(String name, Join join, Branch... branches) {
    return new Node(name, join, List.of(branches), Width.of(CHANNELS));
  }

  private static Branch branch(int from, Op op) {
    return new Branch(from, op, 1, Condition.ALWAYS);
  }
}
