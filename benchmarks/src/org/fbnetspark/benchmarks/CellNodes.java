package org.fbnetspark.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Zero;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.Gates;

/** A supernet of cells under fixed gates, as a peer reads it: its nodes in order. */
final class CellNodes {

  private final Network network;
  private final List<Condition> conditions;
  private final float[][] factors;

  CellNodes(Network network, Gates gates) {
    this.network = network;
    conditions = network.conditions();
    factors = new Factors(network).of(gates);
  }

  String json() throws JsonProcessingException {
    List<Map<String, Object>> nodes = new ArrayList<>();
    List<List<Block>> blocks = network.blocksByNode();
    for (int i = 0; i < blocks.size(); i++) {
      List<Map<String, Object>> branches = new ArrayList<>();
      for (int j = 0; j < blocks.get(i).size(); j++) {
        Block block = blocks.get(i).get(j);
        if (!(block.op() instanceof Zero)) {
          branches.add(branch(network.nodes().get(i).branches().get(j), block));
        }
      }
      String join = network.nodes().get(i).join().name().toLowerCase(Locale.ROOT);
      nodes.add(Map.of("join", join, "branches", branches));
    }
    return new ObjectMapper().writeValueAsString(nodes);
  }

  private Map<String, Object> branch(Branch branch, Block block) {
    Map<String, Object> of = new LinkedHashMap<>();
    of.put("from", branch.from());
    of.put("op", block.op().code());
    of.put("inputs", block.placement().input().channels());
    of.put("outputs", block.placement().outChannels());
    of.put("stride", branch.stride());
    if (!branch.when().always()) {
      of.put("factor", factors[conditions.indexOf(branch.when())][0]);
    }
    return of;
  }
}
