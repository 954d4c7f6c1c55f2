package org.fbnetspark.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.run.ChoiceProbabilities;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Tally;

/**
 * Lists the figures of a search:
 *
 * <pre>
 * weights/loss, weights/accuracy, weights/examples, weights/seconds
 *                      on the weight split; loss is the cross-entropy
 * theta/loss, ...      on the theta split, the same; absent while theta is frozen
 * theta/hardware-loss  the hardware-aware loss, the mean over the rounds; likewise
 * KIND/expected        of each cost, latency, macs or parameters, that is led or limited: the mean of
 *                      the architectures that theta draws
 * KIND/target          that is wanted; or KIND/limit, that is not to be exceeded
 * KIND/weight          nats of cross-entropy that the controller holds one unit of the cost to be
 *                      worth; 0 where another loss keeps it low; absent where nothing is wanted
 * theta/entropy        mean over its choices
 * temperature          of the gates
 * learning-rate        of the weights
 * images-per-second, slowest-task, seconds
 *                      of both phases; slowest-task is the longest that was waited for
 * </pre>
 *
 * <p>Accuracies are the supernet's under sampled gates; they are not those of any architecture.
 *
 * @param settings of the search
 * @param health whose costs, limits and warnings are told
 */
record SearchFigures(SearchSettings settings, SearchHealth health) {

  /** How things stand with theta. */
  List<Figure> standing(Theta theta, double temperature) {
    List<Figure> figures = new ArrayList<>();
    Optional<Target> target = settings.target();
    cost(
        figures,
        health.costs(),
        theta,
        target.map(wanted -> wanted.bound() == Target.Bound.AT ? "/target" : "/limit"),
        target.map(Target::cost).orElse(0.0));
    for (CostBand limit : health.limits()) {
      cost(figures, limit.costs(), theta, Optional.of("/limit"), limit.high());
    }
    figures.add(new Figure("theta/entropy", theta.meanEntropy(), Unit.NATS));
    figures.add(new Figure("temperature", temperature, Unit.PLAIN));
    return figures;
  }

  private static void cost(
      List<Figure> figures, CostTable costs, Theta theta, Optional<String> wanted, double cost) {
    String name = costs.kind().key();
    Unit unit = costs.kind().unit();
    figures.add(new Figure(name + "/expected", costs.expected(theta), unit));
    wanted.ifPresent(what -> figures.add(new Figure(name + what, cost, unit)));
  }

  /**
   * What the theta phase has counted.
   *
   * @param tally on the theta split
   * @param hardwareLoss the hardware-aware loss, the mean over the rounds
   */
  record ThetaCounted(Tally tally, double hardwareLoss) {}

  /**
   * An epoch that has ended.
   *
   * @param end the state after it
   * @param weights what was counted on the weight split
   * @param theta empty while it is frozen
   * @param learningRate of the weights
   */
  Epoch epoch(SearchState end, Tally weights, Optional<ThetaCounted> theta, double learningRate) {
    int number = end.epoch() - 1;
    Tally both = theta.map(counted -> weights.plus(counted.tally())).orElse(weights);
    List<Figure> figures = new ArrayList<>(weights.figures("weights"));
    theta.ifPresent(
        counted -> {
          figures.addAll(counted.tally().figures("theta"));
          figures.add(new Figure("theta/hardware-loss", counted.hardwareLoss(), Unit.NATS));
        });
    figures.addAll(standing(end.theta(), settings.temperature().at(number)));
    settings.target().ifPresent(target -> figures.addAll(worths(end.controller())));
    figures.add(new Figure("learning-rate", learningRate, Unit.PLAIN));
    figures.addAll(both.pace(both.seconds()));
    return new Epoch(
        number, figures, health.warnings(end, both), probabilities(health.space(), end.theta()));
  }

  private List<Figure> worths(TargetController.Memory memory) {
    List<Figure> figures = new ArrayList<>();
    figures.add(worth(health.costs(), memory.weight(0)));
    for (CostBand limit : health.limits()) {
      figures.add(worth(limit.costs(), memory.weight(figures.size())));
    }
    return figures;
  }

  private static Figure worth(CostTable costs, double nats) {
    return new Figure(costs.kind().key() + "/weight", nats, Unit.PLAIN);
  }

  private static List<ChoiceProbabilities> probabilities(Space space, Theta theta) {
    List<Choice> choices = space.choices();
    return IntStream.range(0, choices.size())
        .mapToObj(
            i ->
                new ChoiceProbabilities(
                    choices.get(i).name(),
                    choices.get(i).candidates(),
                    Arrays.stream(theta.probabilities(i)).boxed().toList()))
        .toList();
  }
}
