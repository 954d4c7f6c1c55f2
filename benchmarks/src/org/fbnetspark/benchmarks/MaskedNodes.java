package org.fbnetspark.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Pass;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.Subsampling;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.Gates;

/**
 * A chain of masked nodes under fixed gates, as a peer reads it: every mask and factor a number.
 */
final class MaskedNodes {

  private final Network network;
  private final List<Condition> conditions;
  private final float[][] factors;

  MaskedNodes(Network network, Gates gates) {
    this.network = network;
    conditions = network.conditions();
    factors = new Factors(network).of(gates);
  }

  String json() throws JsonProcessingException {
    List<Map<String, Object>> nodes = new ArrayList<>();
    List<List<Block>> blocks = network.blocksByNode();
    List<List<Pass>> passes = Pass.of(network);
    for (int i = 0; i < blocks.size(); i++) {
      nodes.add(node(network.nodes().get(i), blocks.get(i), passes.get(i)));
    }
    return new ObjectMapper().writeValueAsString(nodes);
  }

  private Map<String, Object> node(Node node, List<Block> blocks, List<Pass> passes) {
    Map<String, Object> of = new LinkedHashMap<>();
    of.put("inputs", network.entering(node.branches().get(0)).largest());
    of.put("outputs", node.width().largest());
    of.put("stride", node.branches().get(0).stride());
    of.put("side", passes.get(passes.size() - 1).leaves().from().height());
    of.put("input", input(node, blocks));
    if (node.width().open()) {
      of.put("mask", mask(node.width(), channels -> channels));
    }
    List<Map<String, Object>> branches = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      if (!identity(blocks.get(i))) {
        branches.add(branch(node.branches().get(i), blocks.get(i)));
      }
    }
    of.put("branches", branches);
    of.put("passes", passes.stream().map(this::pass).toList());
    return of;
  }

  /** What residuals and skips multiply the input by together. */
  private float input(Node node, List<Block> blocks) {
    float sum = 0;
    for (int i = 0; i < blocks.size(); i++) {
      Branch branch = node.branches().get(i);
      sum +=
          identity(blocks.get(i))
              ? factor(branch.when())
              : network.residual(node, branch).map(this::factor).orElse(0f);
    }
    return sum;
  }

  private static boolean identity(Block block) {
    return block.op() instanceof Skip && block.placement().keepsShape();
  }

  private Map<String, Object> branch(Branch branch, Block block) {
    Op op = block.op();
    Map<String, Object> of = new LinkedHashMap<>();
    of.put("factor", factor(branch.when()));
    if (op instanceof MbConv mb) {
      Width middle = network.middle(branch).open() ? network.middle(branch) : fixed(mb, block);
      of.put("op", "block");
      of.put("kernel", mb.kernel());
      of.put("expands", mb.expands());
      of.put("middle", middle.largest());
      of.put("activation", mb.activation() == Activation.RELU ? "relu" : "hs");
      of.put("mask", mask(middle, channels -> channels));
      if (mb.squeezeExcite()) {
        of.put("squeezed", mask(middle, c -> mb.withMiddle(c).squeezedChannels(block.placement())));
      }
    } else if (op instanceof Conv || op instanceof Skip) {
      Conv conv = op instanceof Conv one ? one : new Conv(1);
      of.put("op", "conv");
      of.put("kernel", conv.kernel());
      of.put("activation", conv.activation() == Activation.RELU ? "relu" : "hs");
    } else {
      of.put("op", op instanceof GlobalPool ? "pool" : "linear");
    }
    return of;
  }

  private static Width fixed(MbConv mb, Block block) {
    return Width.of(mb.middleChannels(block.placement()));
  }

  /** The factor of each channel, of as many as an option of so many channels stands for. */
  private float[] mask(Width width, ToIntFunction<Integer> stands) {
    float[] mask = new float[stands.applyAsInt(width.largest())];
    for (Width.Option option : width.options()) {
      for (int c = 0; c < stands.applyAsInt(option.channels()); c++) {
        mask[c] += factor(option.when());
      }
    }
    return mask;
  }

  private Map<String, Object> pass(Pass pass) {
    Map<String, Object> of = new LinkedHashMap<>();
    float factor = 0;
    for (Condition when : pass.when()) {
      factor += factor(when);
    }
    of.put("factor", factor);
    of.put("reads", rows(pass.reads().get(0)));
    of.put("leaves", rows(pass.leaves()));
    return of;
  }

  /** The rows that stay of square maps; columns are the same. */
  private static int[] rows(Subsampling square) {
    int[] sources = square.sources();
    return IntStream.range(0, square.to().width()).map(column -> sources[column]).toArray();
  }

  private float factor(Condition when) {
    return when.always() ? 1 : factors[conditions.indexOf(when)][0];
  }
}
