package org.fbnetspark.format.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.LatencyRows;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.Zero;
import org.fbnetspark.domain.space.Genotype;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.json.JsonFields;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.SearchSummary.LimitOutcome;
import org.fbnetspark.search.Target;

/**
 * The file {@code summary.json} of a search's run directory, version 1.
 *
 * <pre>
 * format                  "fbnet-spark/search-summary"
 * version                 1
 * runDirectory            where everything was written
 * space                   name of the space
 * architecture            op code of each open choice of the architecture derived, in order;
 *                         architecture.json has it in full
 * macs                    its multiply-accumulates for one example
 * parameters              its weights of convolutions and fully connected layers
 * genotype                its cells in the notation of DARTS; absent where it is not made of cells
 * predictedLatencyMillis  its latency by the table in latency-table.json
 * measuredLatencyMillis   of the network as a whole on a worker; absent where it was not timed
 * notMeasured             why not; absent where it was
 * latencyDevice           device of that table
 * latencyRows             where its times of the space come from: needed, interpolated; absent in
 *                         files of earlier releases
 * target                  cost to end at, in costUnit; absent without a target
 * targetTolerance         distance from it that still meets it, as a share of it; likewise
 * targetBound             at or at-most; likewise
 * targetLatencyMillis     the target where it is a latency
 * limits                  further costs not to be exceeded, by the name of their kind: most, expected
 *                         and predicted, as below, and unit; absent where there are none
 * expectedCost            mean cost of the architectures that theta draws, in costUnit
 * expectedLatencyMillis   the same where it is a latency
 * targetMet               whether the architecture derived meets it, as measured where it is a latency
 *                         and was, else as predicted; likewise
 * predictedCost           cost of the architecture derived, in costUnit
 * costUnit                us, MACs or weights
 * finalists               what the architecture was chosen from, the most probable first; where the
 *                         target was missed, the nearest first; each with
 *   architecture, logProbability (nats), cost (in costUnit), measuredMillis, heldOutAccuracy (these
 *   may be absent)
 * tries                   of deriving and timing at the target; absent where times decide nothing
 *   latencyFactor         by which the target was multiplied to derive the networks
 *   networks              each as a finalist
 * heldOutExamples         training examples that accuracies are of; absent without any
 * baselines               architectures drawn at random within the target, each as a finalist; absent
 *                         without any
 * heldOutAccuracy         of the architecture derived; absent without baselines, as what follows
 * baselineAccuracy        mean of the baselines
 * aboveBaselines          [difference of the two, lower and upper end of its 95 % interval]; absent
 *                         for a single baseline too
 * thetaSha256             of theta's logits as big-endian float64, row by row
 * weightsSha256           of the supernet's weights as big-endian float32
 * imagesPerSecond         of the process that ended the search, both phases; absent where it had
 *                         nothing left to train
 * epochs                  epochs completed
 * shards                  logical shards
 * seed                    of the run
 * samples                 further architectures drawn from theta, in samples/
 * </pre>
 */
public final class SearchSummaryJson {

  private static final String FORMAT = "fbnet-spark/search-summary";
  private static final int VERSION = 1;
  private static final int MOST_NETWORKS = 1_000;
  private static final int MOST_TRIES = 100;
  private static final long MOST_EXAMPLES = 1_000_000_000_000L;
  private static final int LARGEST_CHOICES = 10_000;
  private static final int LONGEST_REASON = 100_000;

  private SearchSummaryJson() {}

  /** The bytes of the file. */
  public static byte[] write(SearchSummary summary) {
    return text(summary).getBytes(StandardCharsets.UTF_8);
  }

  /** The document as text. */
  public static String text(SearchSummary summary) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", FORMAT).put("version", VERSION);
    document.put("runDirectory", summary.runDirectory());
    document.put("space", summary.space());
    summary.picks().forEach(document.putArray("architecture")::add);
    document.put("macs", summary.architecture().macs());
    document.put("parameters", summary.architecture().parameters());
    Genotype.of(summary.architecture()).ifPresent(cells -> document.put("genotype", cells.text()));
    document.put("predictedLatencyMillis", summary.predictedLatencyMillis());
    summary
        .measuredLatencyMillis()
        .ifPresentOrElse(
            millis -> document.put("measuredLatencyMillis", millis),
            () -> document.put("notMeasured", summary.notMeasured()));
    document.put("latencyDevice", summary.latencyDevice());
    summary
        .latencyRows()
        .ifPresent(
            rows ->
                document
                    .putObject("latencyRows")
                    .put("needed", rows.needed())
                    .put("interpolated", rows.interpolated()));
    costs(document, summary);
    networks(document.putArray("finalists"), summary.finalists());
    tries(document, summary.tries());
    baselines(document, summary);
    document.put("thetaSha256", summary.thetaSha256());
    document.put("weightsSha256", summary.weightsSha256());
    summary.imagesPerSecond().ifPresent(rate -> document.put("imagesPerSecond", rate));
    document.put("epochs", summary.epochs());
    document.put("shards", summary.shards());
    document.put("seed", summary.seed());
    document.put("samples", summary.samples());
    return Json.pretty(document);
  }

  private static void costs(ObjectNode document, SearchSummary summary) {
    boolean latency = summary.costKind() == CostKind.LATENCY;
    summary
        .target()
        .ifPresent(
            target -> {
              document.put("target", target.cost()).put("targetTolerance", target.tolerance());
              document.put("targetBound", name(target.bound()));
              if (latency) {
                document.put("targetLatencyMillis", target.cost() / 1000);
              }
              document.put("targetMet", !summary.missed());
            });
    limits(document, summary.limits());
    document.put("expectedCost", summary.expectedCost());
    if (latency) {
      document.put("expectedLatencyMillis", summary.expectedCost() / 1000);
    }
    document.put("predictedCost", summary.predictedCost());
    document.put("costUnit", summary.costKind().unit().symbol());
  }

  private static void limits(ObjectNode document, List<LimitOutcome> limits) {
    if (!limits.isEmpty()) {
      ObjectNode node = document.putObject("limits");
      for (LimitOutcome limit : limits) {
        node.putObject(name(limit.kind()))
            .put("most", limit.most())
            .put("expected", limit.expected())
            .put("predicted", limit.predicted())
            .put("unit", limit.kind().unit().symbol());
      }
    }
  }

  private static List<LimitOutcome> limits(JsonFields file) throws FormatException {
    List<LimitOutcome> read = new ArrayList<>();
    if (file.has("limits")) {
      JsonFields limits = file.object("limits");
      for (CostKind kind : CostKind.values()) {
        if (limits.has(name(kind))) {
          JsonFields one = limits.object(name(kind));
          read.add(
              new LimitOutcome(
                  kind, one.amount("most"), one.amount("expected"), one.amount("predicted")));
        }
      }
    }
    return read;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A cost to be at in files of earlier releases. */
  private static Target.Bound bound(JsonFields file) throws FormatException {
    String found = file.has("targetBound") ? file.text("targetBound") : name(Target.Bound.AT);
    return Arrays.stream(Target.Bound.values())
        .filter(bound -> name(bound).equals(found))
        .findFirst()
        .orElseThrow(() -> file.refuse("targetBound", "is not known: " + found));
  }

  private static void tries(ObjectNode document, List<SearchSummary.Try> tries) {
    if (!tries.isEmpty()) {
      ArrayNode node = document.putArray("tries");
      for (SearchSummary.Try one : tries) {
        networks(
            node.addObject().put("latencyFactor", one.latencyFactor()).putArray("networks"),
            one.networks());
      }
    }
  }

  private static void baselines(ObjectNode document, SearchSummary summary) {
    if (summary.heldOutExamples() > 0) {
      document.put("heldOutExamples", summary.heldOutExamples());
    }
    if (summary.baselines().isEmpty()) {
      return;
    }
    networks(document.putArray("baselines"), summary.baselines());
    summary.heldOutAccuracy().ifPresent(share -> document.put("heldOutAccuracy", share));
    summary.baselineAccuracies().stream()
        .mapToDouble(share -> share)
        .average()
        .ifPresent(mean -> document.put("baselineAccuracy", mean));
    summary
        .aboveBaselines()
        .ifPresent(
            above ->
                document
                    .putArray("aboveBaselines")
                    .add(above.difference())
                    .add(above.low())
                    .add(above.high()));
  }

  private static void networks(ArrayNode node, List<SearchSummary.Judged> networks) {
    for (SearchSummary.Judged network : networks) {
      ObjectNode one = node.addObject();
      network.picks().forEach(one.putArray("architecture")::add);
      one.put("logProbability", network.logProbability()).put("cost", network.cost());
      network.measuredMillis().ifPresent(millis -> one.put("measuredMillis", millis));
      network.heldOutAccuracy().ifPresent(share -> one.put("heldOutAccuracy", share));
    }
  }

  /**
   * Reads the bytes of a file. Fields of later releases are passed over.
   *
   * @param path the file, for messages
   * @param architecture the one derived, from {@code architecture.json} beside it
   * @throws FormatException naming the field that is missing, out of bounds or not the
   *     architecture's
   */
  public static SearchSummary read(byte[] bytes, String path, Network architecture)
      throws FormatException {
    JsonFields file = JsonFields.ofFile(bytes, path, FORMAT, VERSION);
    requireEqual(file, "macs", architecture.macs());
    requireEqual(file, "parameters", architecture.parameters());
    List<String> picks = picks(file, architecture);
    return new SearchSummary(
        file.text("runDirectory", LONGEST_REASON),
        file.text("space"),
        architecture,
        picks,
        (int) file.whole("samples", 0, Integer.MAX_VALUE),
        file.amount("predictedLatencyMillis"),
        optional(file, "measuredLatencyMillis"),
        file.has("notMeasured") ? file.text("notMeasured", LONGEST_REASON) : "",
        file.text("latencyDevice"),
        latencyRows(file),
        target(file),
        limits(file),
        file.amount("expectedCost"),
        file.amount("predictedCost"),
        costKind(file),
        networks(file, "finalists", picks.size()),
        tries(file, picks.size()),
        networks(file, "baselines", picks.size()),
        file.has("heldOutExamples") ? file.whole("heldOutExamples", 1, MOST_EXAMPLES) : 0,
        file.sha256("thetaSha256"),
        file.sha256("weightsSha256"),
        optional(file, "imagesPerSecond"),
        (int) file.whole("epochs", 0, Integer.MAX_VALUE),
        (int) file.whole("shards", 1, Integer.MAX_VALUE),
        file.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private static void requireEqual(JsonFields file, String name, long counted)
      throws FormatException {
    long found = file.whole(name, 0, Long.MAX_VALUE);
    if (found != counted) {
      throw file.refuse(name, "of architecture.json is " + counted + ", but was " + found);
    }
  }

  /**
   * The candidates picked; those whose names are op codes must be blocks of the architecture, in
   * this order.
   */
  private static List<String> picks(JsonFields file, Network architecture) throws FormatException {
    List<String> picks = file.texts("architecture", LARGEST_CHOICES);
    List<Block> blocks = architecture.blocks();
    int next = 0;
    for (int i = 0; i < picks.size(); i++) {
      String pick = picks.get(i);
      if (OpCode.parse(pick).filter(op -> !(op instanceof Zero)).isPresent()) {
        while (next < blocks.size() && !made(blocks.get(next).op(), pick)) {
          next++;
        }
        if (next++ == blocks.size()) {
          throw file.refuse(
              "architecture[" + i + "]",
              "is " + pick + ", but architecture.json has no such layer there");
        }
      }
    }
    return picks;
  }

  /** A skip between masked widths that differ is a 1x1 convolution. */
  private static boolean made(Op op, String pick) {
    return op.code().equals(pick) || pick.equals(new Skip().code()) && op.equals(new Conv(1));
  }

  private static Optional<Double> optional(JsonFields file, String name) throws FormatException {
    return file.has(name) ? Optional.of(file.amount(name)) : Optional.empty();
  }

  private static Optional<LatencyRows> latencyRows(JsonFields file) throws FormatException {
    if (!file.has("latencyRows")) {
      return Optional.empty();
    }
    JsonFields rows = file.object("latencyRows");
    int needed = (int) rows.whole("needed", 0, Integer.MAX_VALUE);
    return Optional.of(new LatencyRows(needed, (int) rows.whole("interpolated", 0, needed)));
  }

  private static Optional<Target> target(JsonFields file) throws FormatException {
    if (!file.has("target")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Target(file.number("target"), file.number("targetTolerance"), bound(file)));
    } catch (IllegalArgumentException e) {
      throw file.refuse("target", e.getMessage());
    }
  }

  private static CostKind costKind(JsonFields file) throws FormatException {
    String unit = file.text("costUnit");
    return Arrays.stream(CostKind.values())
        .filter(kind -> kind.unit().symbol().equals(unit))
        .findFirst()
        .orElseThrow(() -> file.refuse("costUnit", "is not known: " + unit));
  }

  private static List<SearchSummary.Try> tries(JsonFields file, int choices)
      throws FormatException {
    List<SearchSummary.Try> tries = new ArrayList<>();
    int size = file.has("tries") ? file.size("tries", 1, MOST_TRIES) : 0;
    for (int i = 0; i < size; i++) {
      JsonFields one = file.element("tries", i);
      double factor = one.number("latencyFactor");
      if (!(factor > 0)) {
        throw one.refuse("latencyFactor", "must be above 0, but was " + factor);
      }
      tries.add(new SearchSummary.Try(factor, networks(one, "networks", choices)));
    }
    return tries;
  }

  /** Empty where the field, of a later release than the file, is missing. */
  private static List<SearchSummary.Judged> networks(JsonFields file, String name, int choices)
      throws FormatException {
    List<SearchSummary.Judged> networks = new ArrayList<>();
    int size = file.has(name) ? file.size(name, 0, MOST_NETWORKS) : 0;
    for (int i = 0; i < size; i++) {
      JsonFields one = file.element(name, i);
      one.size("architecture", choices, choices);
      networks.add(
          new SearchSummary.Judged(
              one.texts("architecture", LARGEST_CHOICES),
              one.number("logProbability"),
              one.amount("cost"),
              optional(one, "measuredMillis"),
              one.has("heldOutAccuracy")
                  ? Optional.of(one.share("heldOutAccuracy"))
                  : Optional.empty()));
    }
    return networks;
  }
}
