package org.fbnetspark.domain.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;

class NetworkTest {

  private static final Input INPUT = Input.of(new ImageShape(8, 8, 3));
  private static final Node STEM =
      Node.of("stem", new Branch(Branch.INPUT, new Conv(3), 2, Condition.ALWAYS), 4);

  private static Node next(String name, int from, Width width, Branch... branches) {
    return new Node(name, Join.SUM, List.of(branches), width);
  }

  private static Network network(Node... nodes) {
    return new Network("toy", INPUT, List.of(nodes), List.of(Output.of(nodes.length - 1)));
  }

  @Test
  void shapesFollowTheGraph() {
    Network network =
        network(
            STEM,
            Node.of("left", new Branch(0, new Conv(3), 1, Condition.ALWAYS), 6),
            new Node(
                "both",
                Join.CONCAT,
                List.of(
                    new Branch(0, new Skip(), 1, Condition.ALWAYS),
                    new Branch(1, new Skip(), 1, Condition.ALWAYS)),
                Width.of(10)),
            Node.of("pool", new Branch(2, new GlobalPool(), 1, Condition.ALWAYS), 10),
            Node.of("classifier", new Branch(3, new Linear(), 1, Condition.ALWAYS), 5));
    assertThat(network.shapes())
        .containsExactly(
            new ImageShape(4, 4, 4),
            new ImageShape(4, 4, 6),
            new ImageShape(4, 4, 10),
            new ImageShape(1, 1, 10),
            new ImageShape(1, 1, 5));
    assertThat(network.classes()).isEqualTo(5);
    assertThat(network.fixed()).isTrue();
    assertThat(network.blocks())
        .extracting(Block::name)
        .containsExactly("stem", "left", "both", "both", "pool", "classifier");
    assertThat(network.parameters()).isEqualTo(9 * 3 * 4 + 9 * 4 * 6 + 10 * 5);
  }

  @Test
  void anInputWhoseOptionsDoNotLieWithinEachOtherIsRefused() {
    Input.Option wide = new Input.Option(new ImageShape(4, 8, 3), Condition.of(0, 0));
    assertThat(
            new Input(List.of(wide, new Input.Option(new ImageShape(4, 6, 3), Condition.of(0, 1))))
                .shape())
        .isEqualTo(wide.shape());
    for (ImageShape other : List.of(new ImageShape(8, 4, 3), new ImageShape(4, 4, 1))) {
      Input.Option option = new Input.Option(other, Condition.of(0, 1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Input(List.of(wide, option)))
          .withMessageContaining("lie one within the other")
          .withMessageContaining(other.toString());
    }
  }

  @Test
  void picksFixWidthsAndInputAndDropWhatNoOutputReads() {
    Width width =
        new Width(
            List.of(
                new Width.Option(4, Condition.of(1, 0)), new Width.Option(8, Condition.of(1, 1))));
    Width middle =
        new Width(
            List.of(
                new Width.Option(3, Condition.of(2, 0)), new Width.Option(9, Condition.of(2, 1))));
    Input input =
        new Input(
            List.of(
                new Input.Option(new ImageShape(8, 8, 3), Condition.of(3, 0)),
                new Input.Option(new ImageShape(6, 6, 3), Condition.of(3, 1))));
    Network supernet =
        new Network(
            "toy",
            input,
            List.of(
                STEM,
                next(
                    "wide",
                    0,
                    width,
                    new Branch(0, new MbConv(3, 1, 1), 1, middle, Condition.of(0, 0)),
                    new Branch(0, new Skip(), 1, Condition.of(0, 1))),
                Node.of("other", new Branch(0, new Conv(1), 1, Condition.ALWAYS), 7)),
            List.of(new Output(1, Condition.of(4, 0), 1), new Output(2, Condition.of(4, 1), 0.5)));
    Network wide = supernet.at(new int[] {0, 1, 1, 1, 0});
    assertThat(wide.fixed()).isTrue();
    assertThat(wide.blocks()).hasSize(2);
    assertThat(wide.blocks().get(1).op()).isEqualTo(new MbConv(3, 1, 1).withMiddle(9));
    assertThat(wide.shapes()).containsExactly(new ImageShape(3, 3, 4), new ImageShape(3, 3, 8));
    Network other = supernet.at(new int[] {0, 1, 1, 0, 1});
    assertThat(other.nodes()).extracting(Node::name).containsExactly("stem", "other");
    assertThat(other.outputs()).containsExactly(new Output(1, Condition.ALWAYS, 0.5));
  }

  @Test
  void conditionsAreListedOnceInOrder() {
    Condition same = Condition.of(new Pick(2, 0), new Pick(1, 1));
    Network network =
        network(
            STEM,
            next(
                "one",
                0,
                Width.of(4),
                new Branch(0, new Skip(), 1, same),
                new Branch(0, new MbConv(3, 1, 1), 1, Condition.of(0, 1))),
            next(
                "two",
                1,
                Width.of(4),
                new Branch(1, new Skip(), 1, Condition.of(new Pick(1, 1), new Pick(2, 0)))));
    assertThat(network.conditions()).containsExactly(same, Condition.of(0, 1));
  }

  @Test
  void aNodeReadsOnlyWhatIsBeforeIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> network(STEM, Node.of("loop", new Branch(1, new Skip(), 1, Condition.ALWAYS), 4)))
        .withMessageContaining("loop");
  }

  @Test
  void branchesThatLeaveDifferentShapesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                network(
                    STEM,
                    next(
                        "sum",
                        0,
                        Width.of(4),
                        new Branch(0, new Skip(), 1, Condition.ALWAYS),
                        new Branch(0, new Skip(), 2, Condition.ALWAYS))))
        .withMessageContaining("sum");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                network(
                    STEM,
                    new Node(
                        "both",
                        Join.CONCAT,
                        List.of(new Branch(0, new Skip(), 1, Condition.ALWAYS)),
                        Width.of(5))))
        .withMessageContaining("both");
  }

  @Test
  void blocksOfAChainTakeWhatTheOnesBeforeThemGive() {
    Block stem = network(STEM).blocks().get(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.chain("cut", new ImageShape(4, 4, 3), List.of(stem)))
        .withMessageContaining("cut");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.chain("hollow", new ImageShape(4, 4, 3), List.of()))
        .withMessageContaining("hollow needs a node");
  }

  @Test
  void waysThatCouldHoldTogetherAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Condition(List.of(List.of(new Pick(0, 1)), List.of(new Pick(1, 1)))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Condition.of(new Pick(0, 1), new Pick(0, 2)));
  }

  @Test
  void conditionsThatSayTheSameAreEqual() {
    assertThat(Condition.of(new Pick(3, 1), new Pick(2, 0)))
        .isEqualTo(Condition.of(new Pick(2, 0), new Pick(3, 1)));
  }
}
