package org.fbnetspark.format.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.search.pareto.ParetoFront;
import org.fbnetspark.search.pareto.ParetoPoint;

/**
 * The file {@code pareto.csv}: a line for each network, in UTF-8, as RFC 4180 has it but for line
 * feeds alone; what is not known is empty.
 *
 * <pre>
 * name                   of the point
 * cost                   latency, macs or parameters
 * unit                   of the costs: us, MACs or weights
 * device                 whose latency it is
 * predicted, measured    cost by a table, and of the network as a whole
 * accuracy               on what is held out, once trained for itself; 0 to 1
 * supernet_loss          cross-entropy of the supernet, in nats; not that of the network
 * dominated_predicted    whether another network is as good in cost and accuracy (in supernet_loss,
 *                        where that is empty) and better in one: yes or no, by the predicted cost
 * dominated_measured     likewise by the measured cost
 * macs, parameters       of the network
 * architecture           op codes of its blocks, from input to output
 * run                    path of its run directory, below the folder of this file
 * </pre>
 */
public final class ParetoCsv {

  private static final List<String> HEADER =
      List.of(
          "name",
          "cost",
          "unit",
          "device",
          "predicted",
          "measured",
          "accuracy",
          "supernet_loss",
          "dominated_predicted",
          "dominated_measured",
          "macs",
          "parameters",
          "architecture",
          "run");

  private ParetoCsv() {}

  /** The text of the file. */
  public static String text(List<ParetoFront> fronts) {
    return Stream.concat(Stream.of(HEADER), fronts.stream().flatMap(front -> rows(front).stream()))
        .map(row -> row.stream().map(ParetoCsv::field).collect(Collectors.joining(",")))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static List<List<String>> rows(ParetoFront front) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < front.points().size(); i++) {
      int place = i;
      ParetoPoint point = front.points().get(i);
      rows.add(
          List.of(
              point.name(),
              point.kind().key(),
              point.kind().unit().symbol(),
              point.device(),
              String.valueOf(point.predicted()),
              known(point.measured()),
              known(point.accuracy()),
              known(point.supernetLoss()),
              told(front.predicted().dominated().get(i)),
              told(front.measured().flatMap(judged -> judged.dominated().get(place))),
              String.valueOf(point.architecture().macs()),
              String.valueOf(point.architecture().parameters()),
              blocks(point.architecture()),
              point.run()));
    }
    return rows;
  }

  /** Op codes of the blocks, from input to output. */
  static String blocks(Network network) {
    return network.blocks().stream()
        .filter(layer -> layer.op().block())
        .map(layer -> layer.op().code())
        .collect(Collectors.joining(" "));
  }

  private static String known(Optional<Double> figure) {
    return figure.map(String::valueOf).orElse("");
  }

  private static String told(Optional<Boolean> truth) {
    return truth.map(yes -> yes ? "yes" : "no").orElse("");
  }

  private static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
