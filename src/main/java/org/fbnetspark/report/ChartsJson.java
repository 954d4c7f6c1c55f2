package org.fbnetspark.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.search.pareto.ParetoFront;

/**
 * What the charts of a page draw, as one line of JSON that can stand in a script element:
 *
 * <pre>
 * runs         each with
 *   name       last part of its directory
 *   epochs     counted from 1
 *   figures    by name, of those that its kind draws: a list with an element for each epoch, null
 *              where it has none; shares in percent, latencies in milliseconds
 * </pre>
 *
 * <p>and, on the page of one run, what its kind draws besides; of networks between cost and quality
 * what {@link ParetoSections#draw} says. Long runs are thinned to some of their epochs, the first
 * and the last among them; figures have six digits.
 */
final class ChartsJson {

  private ChartsJson() {}

  /** For the page of one run. */
  static ChartData of(RunView view) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ObjectNode node = document.putArray("runs").addObject();
    curves(node, view.run());
    view.draw(node);
    return new ChartData(Json.embedded(document));
  }

  /** For the page of several runs: their curves alone. */
  static ChartData of(List<RunView> views) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray("runs");
    views.forEach(view -> curves(list.addObject(), view.run()));
    return new ChartData(Json.embedded(document));
  }

  /** For a page of networks between cost and quality. */
  static ChartData fronts(List<ParetoFront> fronts) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.putArray("runs");
    ParetoSections.draw(document, fronts);
    return new ChartData(Json.embedded(document));
  }

  private static void curves(ObjectNode node, RunRecord run) {
    node.put("name", run.path().name());
    List<Epoch> epochs = ChartFigures.thinned(run.epochs());
    ArrayNode numbers = node.putArray("epochs");
    epochs.forEach(epoch -> numbers.add(epoch.number() + 1));
    ObjectNode figures = node.putObject("figures");
    FigureLayout.of(run).charts().stream()
        .flatMap(chart -> chart.of(run.epochs()).curves().stream())
        .forEach(curve -> curve(figures.putArray(curve.figure()), curve.figure(), epochs));
  }

  private static void curve(ArrayNode list, String name, List<Epoch> epochs) {
    for (Epoch epoch : epochs) {
      Optional<Double> drawn =
          epoch.figure(name).map(figure -> figure.unit().drawn(figure.value()));
      ChartFigures.add(list, drawn);
    }
  }
}
