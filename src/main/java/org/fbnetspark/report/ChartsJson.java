package org.fbnetspark.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.fbnetspark.domain.cost.BlockLatencies;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.EpochReport.ChoiceProbabilities;
import org.fbnetspark.search.EpochReport.TargetFigures;
import org.fbnetspark.search.RunRecord;
import org.fbnetspark.search.SearchSummary;

/**
 * What the charts of a page draw, as one line of JSON that can stand in a script element:
 *
 * <pre>
 * runs         each with
 *   name       last part of its directory
 *   unit       of costs: ms, MACs or weights
 *   target     cost that is wanted, in the unit; null without one
 *   epochs     counted from 1; the lists below have an element for each
 *   weightLoss, thetaLoss            cross-entropy in nats; null while theta is frozen
 *   weightAccuracy, thetaAccuracy    the supernet's, in percent; likewise
 *   temperature, entropy, expected
 *   layers     name, op and ms (null where no row is for it alone) of the architecture derived;
 *              absent in comparisons and before the end
 *   theta      absent in comparisons and where no line has probabilities
 *     choices, candidates            names; candidates are those of any choice
 *     offered                        of each choice, indices of candidates
 *     picked                         of each choice, the candidate derived; -1 before the end
 *     epochs                         counted from 1
 *     probabilities                  by epoch, choice and candidate that is offered
 * </pre>
 *
 * <p>Long runs are thinned to some of their epochs, the first and the last among them; figures have
 * six digits.
 */
public final class ChartsJson {

  private static final int MOST_MAPS = 60;
  private static final int MOST_CHOICES = 200;
  private static final int MOST_CANDIDATES = 64;

  private ChartsJson() {}

  /** For the page of one run. */
  public static String of(RunRecord run) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ObjectNode node = document.putArray("runs").addObject();
    curves(node, run);
    layers(node, run);
    theta(node, run);
    return Json.embedded(document);
  }

  /** For the page of several runs: their curves alone. */
  public static String of(List<RunRecord> runs) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray("runs");
    runs.forEach(run -> curves(list.addObject(), run));
    return Json.embedded(document);
  }

  private static void curves(ObjectNode node, RunRecord run) {
    boolean latency = run.costs().kind() == CostKind.LATENCY;
    double scale = latency ? 1000 : 1;
    List<EpochReport> epochs = ChartFigures.thinned(run.epochs());
    node.put("name", run.name());
    node.put("unit", latency ? "ms" : run.costs().kind().unit());
    Optional<Double> target = run.lastEpoch().flatMap(EpochReport::target).map(TargetFigures::cost);
    ChartFigures.put(node, "target", target.map(cost -> cost / scale));
    ArrayNode numbers = node.putArray("epochs");
    epochs.forEach(epoch -> numbers.add(epoch.epoch() + 1));
    ArrayNode weightLoss = node.putArray("weightLoss");
    ArrayNode thetaLoss = node.putArray("thetaLoss");
    ArrayNode weightAccuracy = node.putArray("weightAccuracy");
    ArrayNode thetaAccuracy = node.putArray("thetaAccuracy");
    ArrayNode temperature = node.putArray("temperature");
    ArrayNode entropy = node.putArray("entropy");
    ArrayNode expected = node.putArray("expected");
    for (EpochReport epoch : epochs) {
      ChartFigures.add(weightLoss, Optional.of(epoch.weights().meanLoss()));
      ChartFigures.add(thetaLoss, epoch.theta().map(theta -> theta.tally().meanLoss()));
      ChartFigures.add(weightAccuracy, Optional.of(100 * epoch.weights().accuracy()));
      ChartFigures.add(thetaAccuracy, epoch.theta().map(theta -> 100 * theta.tally().accuracy()));
      ChartFigures.add(temperature, Optional.of(epoch.temperature()));
      ChartFigures.add(entropy, Optional.of(epoch.entropy()));
      ChartFigures.add(expected, Optional.of(epoch.expectedCost() / scale));
    }
  }

  private static void layers(ObjectNode node, RunRecord run) {
    if (run.summary().isEmpty() || run.latencies().isEmpty()) {
      return;
    }
    ArrayNode layers = node.putArray("layers");
    Network network = run.summary().get().architecture();
    List<Block> blocks = network.blocks();
    List<OptionalDouble> shares = BlockLatencies.shares(network, run.latencies().get());
    for (int i = 0; i < blocks.size(); i++) {
      OptionalDouble micros = shares.get(i);
      ObjectNode one = layers.addObject();
      one.put("name", blocks.get(i).name()).put("op", blocks.get(i).op().code());
      ChartFigures.put(
          one,
          "ms",
          micros.isPresent() ? Optional.of(micros.getAsDouble() / 1000) : Optional.empty());
    }
  }

  private static void theta(ObjectNode node, RunRecord run) {
    List<EpochReport> maps =
        ChartFigures.thinned(
            run.epochs().stream().filter(epoch -> !epoch.probabilities().isEmpty()).toList(),
            MOST_MAPS);
    if (maps.isEmpty()) {
      return;
    }
    List<ChoiceProbabilities> choices = shown(maps.get(maps.size() - 1));
    Set<String> union = new LinkedHashSet<>();
    choices.forEach(choice -> union.addAll(choice.candidates()));
    List<String> candidates = union.stream().limit(MOST_CANDIDATES).toList();
    ObjectNode theta = node.putObject("theta");
    ArrayNode names = theta.putArray("choices");
    choices.forEach(choice -> names.add(choice.choice()));
    candidates.forEach(theta.putArray("candidates")::add);
    ArrayNode offered = theta.putArray("offered");
    for (ChoiceProbabilities choice : choices) {
      ArrayNode indices = offered.addArray();
      choice.candidates().forEach(code -> indices.add(candidates.indexOf(code)));
    }
    List<String> picks = run.summary().map(SearchSummary::picks).orElse(List.of());
    ArrayNode picked = theta.putArray("picked");
    for (int i = 0; i < choices.size(); i++) {
      picked.add(i < picks.size() ? candidates.indexOf(picks.get(i)) : -1);
    }
    ArrayNode numbers = theta.putArray("epochs");
    ArrayNode probabilities = theta.putArray("probabilities");
    for (EpochReport epoch : maps) {
      numbers.add(epoch.epoch() + 1);
      ArrayNode map = probabilities.addArray();
      for (ChoiceProbabilities choice : shown(epoch)) {
        ArrayNode row = map.addArray();
        choice.probabilities().forEach(p -> ChartFigures.add(row, Optional.of(p)));
      }
    }
  }

  private static List<ChoiceProbabilities> shown(EpochReport epoch) {
    return epoch.probabilities().stream().limit(MOST_CHOICES).toList();
  }
}
