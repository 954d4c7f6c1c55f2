package org.fbnetspark.domain.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.shape.Subsampling;

/**
 * One way in which a node is computed where there is a choice of the sides of the input: on the
 * maps that it would have in a network of these sides, which are subsampled from those of the
 * largest sides, and scattered back to the pixels that they came from:
 *
 * <pre>node = sum over passes of (sum over its conditions of factor)
 *        * scatter(what the node makes of (subsampled what it reads))</pre>
 *
 * <p>A scattered map is 0 where it has no pixel. All passes have the same weights; a normalisation
 * takes the statistics of each pass by itself. A node whose maps are the same for all options, as
 * behind a pool, has one pass without a factor: one of the options always holds.
 *
 * <p>Source: Wan et al., FBNetV2 (arXiv 2004.05565), Section 3.2.
 *
 * @param when one of these holds; where the list is empty it is always there
 * @param reads of the map that each of the node's branches reads, in order
 * @param leaves of the node's own map
 */
public record Pass(List<Condition> when, List<Subsampling> reads, Subsampling leaves) {

  /** Copies the lists. */
  public Pass {
    when = List.copyOf(when);
    reads = List.copyOf(reads);
  }

  /** The passes of each node of a network, from those of the smallest maps to the largest ones. */
  public static List<List<Pass>> of(Network network) {
    List<Input.Option> options =
        network.input().options().stream()
            .sorted(Comparator.comparingLong(option -> option.shape().elements()))
            .toList();
    List<Maps> maps = options.stream().map(option -> Maps.of(network, option.shape())).toList();
    Maps largest = maps.get(maps.size() - 1);
    List<List<Pass>> passes = new ArrayList<>();
    for (int node = 0; node < network.nodes().size(); node++) {
      Map<Pass, List<Condition>> when = new LinkedHashMap<>();
      for (int i = 0; i < options.size(); i++) {
        Pass pass = maps.get(i).within(largest, network.nodes().get(node).branches(), node);
        when.computeIfAbsent(pass, same -> new ArrayList<>()).add(options.get(i).when());
      }
      boolean one = when.size() == 1;
      when.replaceAll((pass, conditions) -> one ? List.of() : conditions);
      passes.add(
          when.entrySet().stream()
              .map(e -> new Pass(e.getValue(), e.getKey().reads, e.getKey().leaves))
              .toList());
    }
    return passes;
  }

  /** What enters a network and what each node gives. */
  private record Maps(ImageShape input, List<ImageShape> nodes) {

    static Maps of(Network network, ImageShape input) {
      return new Maps(input, network.shapes(input));
    }

    /** How a node is computed on these maps. */
    Pass within(Maps largest, List<Branch> branches, int node) {
      return new Pass(
          List.of(),
          branches.stream()
              .map(branch -> new Subsampling(largest.at(branch.from()), at(branch.from())))
              .toList(),
          new Subsampling(largest.at(node), at(node)));
    }

    private ImageShape at(int node) {
      return node == Branch.INPUT ? input : nodes.get(node);
    }
  }
}
