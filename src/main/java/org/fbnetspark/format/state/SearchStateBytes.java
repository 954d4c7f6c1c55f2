package org.fbnetspark.format.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.search.GoalState;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.search.TargetController;
import org.fbnetspark.search.ThetaAdam;
import org.fbnetspark.store.CorruptFileException;

/**
 * A checkpoint of a search as bytes, version 5: in a {@link CheckpointFrame} with the magic {@code
 * FBNSTATE}
 *
 * <pre>
 * epoch     int32    epochs completed
 * seed      int64
 * goals     int32    at least 1; then for each goal:
 *   steps     int32    steps that Adam has taken
 *   costs     int32    costs that the controller leads; 0 before its first step
 *   products, squares, weights  float64 each, its memory: costs, costs times costs and costs
 *   baseline  int32    0, or 1 and a float64 that rewards are held against
 *   choices   int32
 *   per choice: candidates int32, then that many float64 of theta, first and second moment
 * weights   int32    number of weights, then that many float32 of weights and of momentum
 * outer     int32    0 or the number of weights, then that many float32 of outer momentum
 * </pre>
 */
public final class SearchStateBytes {

  /** Bytes of a goal without costs, baseline and choices. */
  private static final int SMALLEST_GOAL = 4 * Integer.BYTES;

  private static final CheckpointFrame FRAME =
      new CheckpointFrame(
          "FBNSTATE", 5, "search state", 4 * Integer.BYTES + Long.BYTES + SMALLEST_GOAL);

  private SearchStateBytes() {}

  /** Writes a state. */
  public static byte[] write(KeptState<SearchState> kept) {
    SearchState state = kept.state();
    Weights weights = state.weights();
    long goals = state.goals().stream().mapToLong(SearchStateBytes::bytes).sum();
    long body =
        FRAME.smallestBody()
            - SMALLEST_GOAL
            + goals
            + (2L * weights.length() + weights.outer().length) * Float.BYTES;
    return FRAME.write(
        kept.identity(),
        body,
        out -> {
          out.putInt(state.epoch()).putLong(state.seed()).putInt(state.goals().size());
          state.goals().forEach(goal -> write(out, goal));
          out.putInt(weights.length());
          CheckpointBody.put(out, weights.values());
          CheckpointBody.put(out, weights.momentum());
          CheckpointBody.putOuter(out, weights);
        });
  }

  private static long bytes(GoalState goal) {
    long candidates = Arrays.stream(goal.theta().rows()).mapToLong(row -> row.length).sum();
    long costs = goal.controller().products().size();
    return SMALLEST_GOAL
        + Double.BYTES * costs * (costs + 2)
        + (goal.baseline().isPresent() ? Double.BYTES : 0)
        + (long) Integer.BYTES * goal.theta().choices()
        + 3L * Double.BYTES * candidates;
  }

  private static void write(ByteBuffer out, GoalState goal) {
    TargetController.Memory controller = goal.controller();
    out.putInt(goal.moments().steps()).putInt(controller.products().size());
    controller.products().forEach(out::putDouble);
    controller.squares().forEach(out::putDouble);
    controller.weights().forEach(out::putDouble);
    out.putInt(goal.baseline().isPresent() ? 1 : 0);
    goal.baseline().ifPresent(out::putDouble);
    double[][] theta = goal.theta().rows();
    double[][] first = goal.moments().first();
    double[][] second = goal.moments().second();
    out.putInt(theta.length);
    for (int choice = 0; choice < theta.length; choice++) {
      out.putInt(theta[choice].length);
      for (double[] row : new double[][] {theta[choice], first[choice], second[choice]}) {
        Arrays.stream(row).forEach(out::putDouble);
      }
    }
  }

  /**
   * Reads a state.
   *
   * @param name of the file, for messages
   * @throws CorruptFileException where the bytes are not a whole state; with name, position and
   *     reason
   */
  public static KeptState<SearchState> read(byte[] bytes, String name) throws CorruptFileException {
    CheckpointBody body = FRAME.open(bytes, name);
    int epoch = body.in().getInt();
    long seed = body.in().getLong();
    if (epoch < 0) {
      throw body.refuse("counts " + epoch + " epochs");
    }
    int count = body.count(SMALLEST_GOAL, "goals");
    if (count == 0) {
      throw body.refuse("has no goals");
    }
    try {
      List<GoalState> goals = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        goals.add(goal(body));
      }
      int length = body.count(2 * Float.BYTES, "weights");
      float[] values = body.floats(length, "weight");
      float[] momentum = body.floats(length, "momentum");
      Weights weights = new Weights(values, momentum, body.outer(length));
      body.end();
      return new KeptState<>(body.identity(), new SearchState(epoch, seed, goals, weights));
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(name, 0, e.getMessage(), e);
    }
  }

  private static GoalState goal(CheckpointBody body) throws CorruptFileException {
    int steps = body.count(0, "steps");
    int most = CostKind.values().length;
    int costs = body.count((most + 2) * Double.BYTES, "costs");
    if (costs > most) {
      throw body.refuse("has " + costs + " costs");
    }
    List<Double> products = list(body.doubles(costs, "product"));
    List<Double> squareProducts = list(body.doubles(costs * costs, "square"));
    List<Double> costWeights = list(body.doubles(costs, "weight of a cost"));
    int baselines = body.count(Double.BYTES, "baselines");
    if (baselines > 1) {
      throw body.refuse("has " + baselines + " baselines");
    }
    double[] baseline = body.doubles(baselines, "baseline");
    int choices = body.count(Integer.BYTES, "choices");
    double[][] theta = new double[choices][];
    double[][] first = new double[choices][];
    double[][] second = new double[choices][];
    for (int choice = 0; choice < choices; choice++) {
      int candidates = body.count(3 * Double.BYTES, "candidates");
      theta[choice] = body.doubles(candidates, "theta");
      first[choice] = body.doubles(candidates, "first moment");
      second[choice] = body.doubles(candidates, "second moment");
    }
    boolean squares = Arrays.stream(second).flatMapToDouble(Arrays::stream).allMatch(s -> s >= 0);
    if (!squares) {
      throw body.refuse("has a negative second moment");
    }
    return new GoalState(
        Theta.of(theta),
        new ThetaAdam.Moments(steps, first, second),
        new TargetController.Memory(products, squareProducts, costWeights),
        baseline.length == 0 ? Optional.empty() : Optional.of(baseline[0]));
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
