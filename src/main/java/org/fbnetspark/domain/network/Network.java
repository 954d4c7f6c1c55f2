package org.fbnetspark.domain.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.Zero;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * A network as a graph whose parts may carry conditions on what is picked in a space. A supernet
 * has all of its parts; an architecture is a network in which every condition always holds, so both
 * are priced, built and trained by the same code.
 *
 * @param name name in configurations, files and reports
 * @param input what enters
 * @param nodes in an order in which each comes after those that it reads
 * @param outputs at least one
 */
public record Network(String name, Input input, List<Node> nodes, List<Output> outputs)
    implements Serializable {

  /** Checks that the nodes fit together, for every shape of the input. */
  public Network {
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
    if (nodes.isEmpty() || outputs.isEmpty()) {
      throw new IllegalArgumentException("Network " + name + " needs a node and an output");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (!names.add(node.name())) {
        throw new IllegalArgumentException(
            "Network " + name + " has two nodes named " + node.name());
      }
      for (Branch branch : node.branches()) {
        if (branch.from() < Branch.INPUT || branch.from() >= i) {
          throw new IllegalArgumentException(
              "Node " + node.name() + " of " + name + " reads a node that is not before it");
        }
      }
    }
    for (Output output : outputs) {
      if (output.node() < 0 || output.node() >= nodes.size()) {
        throw new IllegalArgumentException(
            "Network " + name + " has no node " + output.node() + " to take for an output");
      }
    }
    for (Input.Option option : input.options()) {
      shapes(name, option.shape(), nodes);
    }
  }

  /**
   * A network without branches: each block reads what the one before gives.
   *
   * @param blocks in order, each named as its node
   * @throws IllegalArgumentException where a block does not take what it is given
   */
  public static Network chain(String name, ImageShape input, List<Block> blocks) {
    List<Node> nodes = new ArrayList<>();
    for (Block block : blocks) {
      Placement at = block.placement();
      Branch branch = new Branch(nodes.size() - 1, block.op(), at.stride(), Condition.ALWAYS);
      nodes.add(Node.of(block.name(), branch, at.outChannels()));
    }
    Network network =
        new Network(name, Input.of(input), nodes, List.of(Output.of(nodes.size() - 1)));
    if (!network.blocks().equals(blocks)) {
      throw new IllegalArgumentException(
          "Blocks of " + name + " do not take what the ones before them give: " + blocks);
    }
    return network;
  }

  /** The same network under another name. */
  public Network named(String newName) {
    return new Network(newName, input, nodes, outputs);
  }

  /** Whether nothing is left to choose. */
  public boolean fixed() {
    return conditions().isEmpty();
  }

  /** Whether there is a choice of widths or of the input's sides, which masks stand for. */
  public boolean masked() {
    return input.options().size() > 1
        || nodes.stream()
            .anyMatch(
                node ->
                    node.width().open()
                        || node.branches().stream().anyMatch(b -> middle(b).open()));
  }

  /** Classes told apart by the outputs. */
  public int classes() {
    return nodes.get(outputs.get(0).node()).width().largest();
  }

  /**
   * The conditions of all parts that are not always there, each once, in order: those of the input,
   * of each node its branches with their middle widths and residuals and its width, of the outputs.
   */
  public List<Condition> conditions() {
    Set<Condition> conditions = new LinkedHashSet<>();
    input.options().forEach(option -> conditions.add(option.when()));
    for (Node node : nodes) {
      for (Branch branch : node.branches()) {
        conditions.add(branch.when());
        branch.middle().options().forEach(option -> conditions.add(option.when()));
        residual(node, branch).ifPresent(conditions::add);
      }
      node.width().options().forEach(option -> conditions.add(option.when()));
    }
    outputs.forEach(output -> conditions.add(output.when()));
    conditions.remove(Condition.ALWAYS);
    return List.copyOf(conditions);
  }

  /** Channels that a branch reads. */
  public Width entering(Branch branch) {
    return entering(branch, input.shape().channels(), nodes);
  }

  /**
   * Channels inside a branch's op. Those of a block that are a multiple of what enters are as open
   * as that is.
   */
  public Width middle(Branch branch) {
    boolean follows =
        branch.middle().ofOp()
            && branch.op() instanceof MbConv block
            && block.middle() == 0
            && entering(branch).open();
    return follows ? entering(branch).times(((MbConv) branch.op()).expansion()) : branch.middle();
  }

  /**
   * Whether a branch gives what it reads: a skip that is there only where the widths before and
   * behind it are the same, even if the largest ones are not.
   */
  public boolean identity(Node node, Branch branch) {
    return identity(node, branch, entering(branch));
  }

  /**
   * When a branch is there and adds what it reads to what it computes: its op does so where the
   * shape is kept, and whether that is so may depend on the widths that are picked. Where that is
   * whenever the branch is there, as side by side with others, it is the branch's own condition.
   *
   * @return empty where it never does
   */
  public Optional<Condition> residual(Node node, Branch branch) {
    if (!branch.op().residual() || branch.stride() > 1) {
      return Optional.empty();
    }
    return node.join() == Join.CONCAT
        ? Optional.of(branch.when())
        : entering(branch).same(node.width()).flatMap(branch.when()::and);
  }

  /** What each node gives for one example where input and widths are the largest. */
  public List<ImageShape> shapes() {
    return shapes(input.shape());
  }

  /** What each node gives for one example of this shape where widths are the largest. */
  public List<ImageShape> shapes(ImageShape example) {
    return shapes(name, example, nodes);
  }

  /** Every branch at its place, node by node, where input and widths are the largest. */
  public List<Block> blocks() {
    return blocksByNode().stream().flatMap(List::stream).toList();
  }

  /** The same, a list for each node. */
  public List<List<Block>> blocksByNode() {
    List<ImageShape> shapes = shapes();
    return nodes.stream().map(node -> blocks(node, shapes)).toList();
  }

  private List<Block> blocks(Node node, List<ImageShape> shapes) {
    List<Block> blocks = new ArrayList<>();
    for (Branch branch : node.branches()) {
      ImageShape entered =
          branch.from() == Branch.INPUT ? input.shape() : shapes.get(branch.from());
      Placement at = placement(node, branch, entering(branch), entered);
      blocks.add(new Block(node.name(), branch.widest(), at));
    }
    return blocks;
  }

  /**
   * The blocks of a chain: a network with nothing to choose in which each node reads the one before
   * and the last one is the output.
   *
   * @throws IllegalArgumentException where it is none
   */
  public List<Block> chain() {
    boolean chain = fixed() && outputs.equals(List.of(Output.of(nodes.size() - 1)));
    for (int i = 0; i < nodes.size(); i++) {
      List<Branch> branches = nodes.get(i).branches();
      chain &= branches.size() == 1 && branches.get(0).from() == i - 1;
    }
    if (!chain) {
      throw new IllegalArgumentException(
          name + " is no chain of layers, one behind the other; only such can be used here");
    }
    return blocks();
  }

  /** Multiply-accumulates of all blocks for one example. */
  public long macs() {
    return blocks().stream().mapToLong(Block::macs).sum();
  }

  /** Weights of convolutions and fully connected layers of all blocks. */
  public long parameters() {
    return blocks().stream().mapToLong(Block::parameters).sum();
  }

  /**
   * The network of some picks: without what does not hold and without nodes that no output reads,
   * with the picked widths and input.
   *
   * @param picks an index for each choice of the space
   * @throws IllegalArgumentException where a node is read that has no branch left
   */
  public Network at(int[] picks) {
    boolean[] read = read(picks);
    int[] places = new int[nodes.size()];
    List<Node> kept = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      places[i] = kept.size();
      if (read[i]) {
        kept.add(at(nodes.get(i), picks, places));
      }
    }
    return new Network(
        name,
        Input.of(input.at(picks)),
        kept,
        outputs.stream()
            .filter(output -> output.when().holds(picks))
            .map(output -> new Output(places[output.node()], Condition.ALWAYS, output.weight()))
            .toList());
  }

  private static Node at(Node node, int[] picks, int[] places) {
    List<Branch> held =
        held(node, picks).stream()
            .map(
                branch ->
                    new Branch(
                        branch.from() == Branch.INPUT ? Branch.INPUT : places[branch.from()],
                        branch.at(picks),
                        branch.stride(),
                        Condition.ALWAYS))
            .toList();
    return new Node(node.name(), node.join(), held, Width.of(node.width().at(picks)));
  }

  /** The branches that hold; those of nothing only where nothing else stands in a sum. */
  private static List<Branch> held(Node node, int[] picks) {
    List<Branch> held =
        node.branches().stream().filter(branch -> branch.when().holds(picks)).toList();
    if (node.join() != Join.SUM) {
      return held;
    }
    List<Branch> something =
        held.stream().filter(branch -> !(branch.op() instanceof Zero)).toList();
    return something.isEmpty() ? held.subList(0, Math.min(1, held.size())) : something;
  }

  /** Which nodes an output reads, through others or itself. */
  private boolean[] read(int[] picks) {
    boolean[] read = new boolean[nodes.size()];
    for (Output output : outputs) {
      read[output.node()] |= output.when().holds(picks);
    }
    for (int i = nodes.size() - 1; i >= 0; i--) {
      for (Branch branch : held(nodes.get(i), picks)) {
        if (read[i] && branch.from() != Branch.INPUT) {
          read[branch.from()] = true;
        }
      }
    }
    return read;
  }

  private static List<ImageShape> shapes(String name, ImageShape example, List<Node> nodes) {
    List<ImageShape> shapes = new ArrayList<>();
    for (Node node : nodes) {
      shapes.add(shape(name, node, example, nodes, shapes));
    }
    return shapes;
  }

  private static ImageShape shape(
      String name, Node node, ImageShape example, List<Node> nodes, List<ImageShape> before) {
    List<ImageShape> leaving = new ArrayList<>();
    for (Branch branch : node.branches()) {
      ImageShape entering = branch.from() == Branch.INPUT ? example : before.get(branch.from());
      Width width = entering(branch, example.channels(), nodes);
      Placement placement = placement(node, branch, width, entering);
      ImageShape shape = branch.widest().output(placement);
      if (shape.channels() != placement.outChannels()
          || !shape
              .withChannels(1)
              .equals(leaving.isEmpty() ? shape.withChannels(1) : leaving.get(0).withChannels(1))) {
        throw new IllegalArgumentException(
            "Branches of node " + node.name() + " of " + name + " leave different shapes");
      }
      leaving.add(shape);
    }
    int joined = leaving.stream().mapToInt(ImageShape::channels).sum();
    int largest = node.width().largest();
    if (node.join() == Join.CONCAT && joined != largest) {
      throw new IllegalArgumentException(
          "Node "
              + node.name()
              + " of "
              + name
              + " has a width of "
              + largest
              + ", but its branches leave "
              + joined);
    }
    return leaving.get(0).withChannels(largest);
  }

  private static Width entering(Branch branch, int channels, List<Node> nodes) {
    return branch.from() == Branch.INPUT ? Width.of(channels) : nodes.get(branch.from()).width();
  }

  private static Placement placement(Node node, Branch branch, Width entering, ImageShape entered) {
    boolean kept = identity(node, branch, entering) || node.join() == Join.CONCAT;
    return new Placement(
        entered, kept ? entered.channels() : node.width().largest(), branch.stride());
  }

  private static boolean identity(Node node, Branch branch, Width entering) {
    return branch.op() instanceof Skip
        && branch.stride() == 1
        && entering.different(node.width()).map(branch.when()::excludes).orElse(true);
  }
}
