package org.fbnetspark.net.fused;

import java.util.Arrays;
import java.util.List;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.net.fused.layer.LayerPlan;

/** The factors of a network's conditions as each layer reads them. */
final class LayerFactors {

  private static final int ALWAYS = -1;

  /** {@code [layer][condition of its plan]}: which of the network's conditions it is. */
  private final int[][] places;

  LayerFactors(Network network, List<LayerPlan> plans) {
    List<Condition> conditions = network.conditions();
    places =
        plans.stream()
            .map(plan -> plan.conditions().stream().mapToInt(conditions::indexOf).toArray())
            .toArray(int[][]::new);
  }

  /**
   * The rows of each layer.
   *
   * @param factors {@code [condition][example]}
   * @return {@code [layer][example][condition]}, of one example where all share their factors
   */
  float[][][] rows(float[][] factors) {
    float[][][] rows = new float[places.length][][];
    for (int layer = 0; layer < rows.length; layer++) {
      boolean open = Arrays.stream(places[layer]).anyMatch(place -> place != ALWAYS);
      rows[layer] = new float[open ? factors[0].length : 1][places[layer].length];
      for (int example = 0; example < rows[layer].length; example++) {
        for (int i = 0; i < places[layer].length; i++) {
          int place = places[layer][i];
          rows[layer][example][i] = place == ALWAYS ? 1 : factors[place][example];
        }
      }
    }
    return rows;
  }

  /** Which of its factors a layer is asked the gradient of. */
  boolean[] wanted(int layer, boolean[] ofNetwork) {
    boolean[] wanted = new boolean[places[layer].length];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = places[layer][i] != ALWAYS && ofNetwork[places[layer][i]];
    }
    return wanted;
  }

  /**
   * The gradient of the factors from that of the rows.
   *
   * @param ofRows {@code [layer][example][condition]}; without rows where nothing is open
   */
  float[][] gradient(float[][][] ofRows, float[][] factors) {
    float[][] gradient =
        Arrays.stream(factors).map(row -> new float[row.length]).toArray(float[][]::new);
    for (int layer = 0; layer < ofRows.length; layer++) {
      for (int example = 0; example < ofRows[layer].length; example++) {
        for (int i = 0; i < places[layer].length; i++) {
          if (places[layer][i] != ALWAYS) {
            gradient[places[layer][i]][example] += ofRows[layer][example][i];
          }
        }
      }
    }
    return gradient;
  }
}
