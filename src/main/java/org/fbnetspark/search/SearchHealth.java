package org.fbnetspark.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Pick;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.StrongestEdges;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Tally;

/**
 * Tells when a search goes the known wrong ways: skips take over because they cost nothing, theta
 * does not move, or the expected cost leaves the target behind.
 *
 * @param space whose choices are looked at
 * @param costs table of the search
 * @param limits further costs that are not to be exceeded
 * @param target cost to end at, if any
 * @param loss what the advice is to act in
 * @param lateEpoch epochs after which the expected cost ought to be at the target
 */
public record SearchHealth(
    Space space,
    CostTable costs,
    List<CostBand> limits,
    Optional<Target> target,
    HardwareLoss loss,
    int lateEpoch) {

  /** Copies the list. */
  public SearchHealth {
    limits = List.copyOf(limits);
  }

  /** Of a search with these settings. */
  public static SearchHealth of(
      Space space, CostTable costs, List<CostBand> limits, SearchSettings settings) {
    return new SearchHealth(
        space, costs, limits, settings.target(), settings.loss(), settings.lateEpoch());
  }

  /** Mean probability of skip above which depth has collapsed. */
  private static final double SKIP_COLLAPSE = 0.7;

  /** Steps after which theta ought to have left the uniform distribution. */
  private static final int STUCK_AFTER_STEPS = 200;

  /** Share of the largest possible entropy that counts as uniform. */
  private static final double STUCK_ENTROPY = 0.999;

  /**
   * Whether a search for this goal alone ends here: of cells, where so many skips would be derived
   * as end it.
   */
  boolean over(GoalState state) {
    OptionalInt skips = normalSkips(state.theta());
    return state.moments().steps() > 0
        && skips.isPresent()
        && space
            .cells()
            .flatMap(cells -> cells.skips().stopAt())
            .filter(most -> skips.getAsInt() >= most)
            .isPresent();
  }

  /** Skips of the normal cell that theta stands for; empty where there are no cells. */
  OptionalInt normalSkips(Theta theta) {
    return space
        .cells()
        .map(cells -> OptionalInt.of(StrongestEdges.normalSkips(cells, theta)))
        .orElse(OptionalInt.empty());
  }

  /** The warning of shards that were left out of rounds, if any was. */
  static List<String> dropped(Tally tally) {
    return tally.dropped().isEmpty()
        ? List.of()
        : List.of(
            "shards "
                + tally.dropped().stream().distinct().sorted().toList()
                + " gave a non-finite loss in "
                + tally.dropped().size()
                + " rounds and were left out of them; lower search.weights.learning-rate if this"
                + " goes on");
  }

  /**
   * Warnings about a state, in plain words; none for a healthy one.
   *
   * @param epoch epochs completed
   */
  public List<String> warnings(int epoch, GoalState state) {
    List<String> warnings = new ArrayList<>();
    double skip = skipShare(state.theta());
    if (skip > SKIP_COLLAPSE) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "skip collapse: skip has %.0f %% of the probability where it can be chosen; %s",
              100 * skip,
              againstSkips()));
    }
    OptionalInt derived = normalSkips(state.theta());
    int edges = 2 * space.cells().map(CellDefinition::nodes).orElse(0);
    if (derived.isPresent() && 2 * derived.getAsInt() > edges) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "skip collapse: %d of the %d edges of the normal cell would be skips; %s",
              derived.getAsInt(),
              edges,
              againstSkips()));
    }
    double largest = largestMeanEntropy(state.theta());
    if (state.moments().steps() >= STUCK_AFTER_STEPS
        && state.theta().meanEntropy() > STUCK_ENTROPY * largest) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "theta is still uniform after %d steps; raise search.theta.learning-rate",
              state.moments().steps()));
    }
    if (epoch >= lateEpoch) {
      cost(state.theta(), warnings);
    }
    return warnings;
  }

  /**
   * What acts in each form; Adam takes the scale out of a loss, so alpha and beta may do nothing.
   */
  private String againstSkips() {
    if (space.cells().isPresent()) {
      return "set space.extra-skip, space.most-skips, space.stop-at-skips or search.gate-rule ="
          + " gumbel-hard";
    }
    String warmUp = " or lengthen search.warmup-epochs";
    if (loss instanceof HardwareLoss.ToTarget) {
      return "raise " + Target.key(costs.kind()) + warmUp;
    }
    return pull().map(key -> "lower " + key).orElse("set search.loss.form = fbnet") + warmUp;
  }

  /** The key that decides how strongly the loss pulls towards cheap architectures. */
  private Optional<String> pull() {
    if (loss instanceof HardwareLoss.Fbnet
        || loss instanceof HardwareLoss.ProductLog
        || loss instanceof HardwareLoss.Reward) {
      return Optional.of("search.loss.beta");
    }
    return loss instanceof HardwareLoss.Additive || loss instanceof HardwareLoss.Linear
        ? Optional.of("search.loss.alpha")
        : Optional.empty();
  }

  private void cost(Theta theta, List<String> warnings) {
    double expected = costs.expected(theta);
    target
        .filter(wanted -> !wanted.metBy(expected))
        .ifPresent(
            wanted ->
                warnings.add(
                    "the expected cost of "
                        + costs.kind().text(expected)
                        + " is not "
                        + (wanted.bound() == Target.Bound.AT
                            ? String.format(
                                Locale.ROOT,
                                "within %.3g %% of the target of ",
                                100 * wanted.tolerance())
                            : "")
                        + wanted.text(costs.kind())
                        + "; "
                        + towardsTarget()));
    for (CostBand limit : limits) {
      CostKind kind = limit.costs().kind();
      double mean = limit.costs().expected(theta);
      if (!(loss instanceof HardwareLoss.ToTarget) && mean > limit.high()) {
        warnings.add(
            "the expected "
                + kind.text(mean)
                + " are not at most "
                + kind.text(limit.high())
                + " ("
                + Target.key(kind)
                + "); set search.loss.form = target");
      }
    }
  }

  private String towardsTarget() {
    return loss instanceof HardwareLoss.ToTarget
        ? "see that search.target-tolerance and the other targets leave it room"
        : "set search.loss.form = target" + pull().map(key -> ", or change " + key).orElse("");
  }

  /** Mean probability of skip over the choices where it changes nothing but depth. */
  private double skipShare(Theta theta) {
    double sum = 0;
    int offered = 0;
    for (Pick skip : skips()) {
      sum += theta.probabilities(skip.choice())[skip.candidate()];
      offered++;
    }
    return offered == 0 ? 0 : sum / offered;
  }

  /** The picks that alone put the identity in a node's place. */
  private List<Pick> skips() {
    Network network = space.network();
    List<Pick> skips = new ArrayList<>();
    List<List<Block>> all = network.blocksByNode();
    for (int i = 0; i < all.size(); i++) {
      List<Block> blocks = all.get(i);
      for (int j = 0; j < blocks.size(); j++) {
        List<List<Pick>> ways = network.nodes().get(i).branches().get(j).when().ways();
        boolean identity =
            blocks.get(j).op() instanceof Skip && blocks.get(j).placement().keepsShape();
        if (identity && ways.size() == 1 && ways.get(0).size() == 1) {
          skips.add(ways.get(0).get(0));
        }
      }
    }
    return skips;
  }

  private static double largestMeanEntropy(Theta theta) {
    double sum = 0;
    for (int choice = 0; choice < theta.choices(); choice++) {
      sum += StrictMath.log(theta.candidates(choice));
    }
    return theta.choices() == 0 ? 0 : sum / theta.choices();
  }
}
