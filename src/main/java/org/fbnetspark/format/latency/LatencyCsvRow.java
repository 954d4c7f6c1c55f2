package org.fbnetspark.format.latency;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Numbers;

/** One row of {@link LatencyTableCsv}; errors name its line. */
final class LatencyCsvRow {

  /** What the names of hosts begin with in {@code extra}. */
  static final String HOST = "host:";

  private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,5}");

  /** Numbers in {@code extra}: a cell of text, whose decimal points no spreadsheet changes. */
  private static final Numbers EXTRA_NUMBERS = new Numbers(false);

  private static final List<String> SPREAD =
      List.of("p10_us", "p90_us", "interval_us", "runs", "steady");

  /** The value of {@code se} for squeeze and excitation as ours: to a quarter of the channels. */
  static final String QUARTER = "0.25";

  /** Values of {@code act}. */
  private static final Map<String, Activation> ACTIVATIONS =
      Map.of("relu", Activation.RELU, "relu6", Activation.RELU6, "hswish", Activation.HARD_SWISH);

  private static final Set<String> OPS =
      Stream.concat(
              Stream.of("mbconv", "skip", "conv", "pool", "hidden", "fc", "head", "overhead"),
              OpCode.ofCells().stream())
          .collect(Collectors.toUnmodifiableSet());

  private final String path;
  private final int line;
  private final Numbers numbers;
  private final double microsPerUnit;
  private final Map<String, String> cells = new HashMap<>();
  private final Map<String, String> extras;

  LatencyCsvRow(SeparatedText.Line text, TableHeader header, Numbers numbers, String path)
      throws FormatException {
    this.path = path;
    this.line = text.number();
    this.numbers = numbers;
    this.microsPerUnit = header.microsPerUnit();
    header.requireFields(text, path);
    for (String column : LatencyTableCsv.COLUMNS) {
      String cell = header.field(text, column);
      cells.put(column, LatencyTableCsv.COUNTS.contains(column) ? numbers.count(cell) : cell);
    }
    this.extras = LatencyCsvExtra.pairs(extra());
  }

  String device() {
    return cells.get("device");
  }

  String op() {
    return cells.get("op");
  }

  String extra() {
    return cells.get("extra");
  }

  /** Names and values of {@code extra}, as they stand in the file. */
  Map<String, String> extras() {
    return extras;
  }

  String sourceKey() {
    return cells.get("source_key");
  }

  boolean relativeToSkip() {
    return extras.getOrDefault("relative_to", "").startsWith("skip");
  }

  /** The value of {@code act} for an activation. */
  static String word(Activation activation) {
    return ACTIVATIONS.entrySet().stream()
        .filter(entry -> entry.getValue() == activation)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  /** Line and op, for lists of rows. */
  String place() {
    return "line " + line + " (" + op() + ", " + sourceKey() + ")";
  }

  /** Why no op of ours is this row, if none is. */
  Optional<String> strangeness() throws FormatException {
    if (!OPS.contains(op())) {
      return Optional.of("op " + op() + " is not known");
    }
    if (!List.of("0", QUARTER).contains(extras.getOrDefault("se", "0"))) {
      return Optional.of("squeeze and excitation " + extras.get("se"));
    }
    if (extras.containsKey("act") && !ACTIVATIONS.containsKey(extras.get("act"))) {
      return Optional.of("activation " + extras.get("act"));
    }
    String code = code();
    boolean known =
        code.equals(LatencyKey.HEAD)
            || code.equals(LatencyKey.OVERHEAD.op())
            || OpCode.parse(code).isPresent();
    if (!known) {
      return Optional.of(OpCode.unknown(code));
    }
    boolean residual = extras.getOrDefault("skip", "").equals("1");
    boolean keepsShape =
        cells.get("stride").equals("1")
            && cells.get("in_channels").equals(cells.get("out_channels"));
    return extras.containsKey("skip") && residual != keepsShape
        ? Optional.of("an identity path where ours has none, or none where ours has one")
        : Optional.empty();
  }

  LatencyKey key() throws FormatException {
    int channels = whole("in_channels");
    ImageShape input = new ImageShape(whole("in_h"), whole("in_w"), channels);
    int stride = cells.get("stride").isEmpty() ? 1 : whole("stride");
    String layer = LatencyCsvExtra.decoded(extras.getOrDefault("layer", ""));
    return new LatencyKey(code(), input, whole("out_channels"), stride, layer);
  }

  /** Whether the file leaves open if a block of expansion 1 begins with a 1x1 convolution. */
  boolean firstConvolutionUnstated() {
    return op().equals("mbconv")
        && cells.get("expansion").equals("1")
        && !extras.containsKey("expand");
  }

  /** The time of the row, or of the base; at least 0 unless it may be a difference. */
  double micros(boolean mayBeNegative) throws FormatException {
    String text = cells.get(TableHeader.TIME);
    double micros = microsPerUnit * numbers.of(text);
    if (!Double.isFinite(micros) || (micros < 0 && !mayBeNegative)) {
      throw refuse(
          "the time of "
              + (OPS.contains(op()) ? key() : "the " + op())
              + " must be a finite number of at least 0, but was "
              + numbers.refused(text));
    }
    return micros;
  }

  /** The row with what the file tells of its runs and hosts. */
  LatencyRow row() throws FormatException {
    SortedMap<String, Double> hosts = new TreeMap<>();
    for (String name : extras.keySet()) {
      if (name.startsWith(HOST)) {
        hosts.put(LatencyCsvExtra.decoded(name.substring(HOST.length())), number(name));
      }
    }
    try {
      Optional<LatencyRow.Spread> spread =
          together(SPREAD.toArray(String[]::new))
              ? Optional.of(
                  new LatencyRow.Spread(
                      number("p10_us"),
                      number("p90_us"),
                      number("interval_us"),
                      (int) number("runs"),
                      number("steady") == 1))
              : Optional.empty();
      return new LatencyRow(micros(relativeToSkip()), spread, hosts);
    } catch (IllegalArgumentException e) {
      throw refuse(key() + ": " + e.getMessage());
    }
  }

  /**
   * Whether {@code extra} holds these, which are told together.
   *
   * @throws FormatException where it holds some alone
   */
  boolean together(String... names) throws FormatException {
    List<String> found = Stream.of(names).filter(extras::containsKey).toList();
    if (!found.isEmpty() && found.size() < names.length) {
      throw refuse(
          "extra needs all of "
              + String.join(", ", names)
              + " or none, but has "
              + String.join(", ", found));
    }
    return !found.isEmpty();
  }

  /** A number that {@code extra} must hold. */
  double number(String name) throws FormatException {
    String text = extras.getOrDefault(name, "nothing");
    double number = EXTRA_NUMBERS.of(text);
    if (!Double.isFinite(number)) {
      throw refuse(
          "extra needs a finite number " + name + ", but has " + EXTRA_NUMBERS.refused(text));
    }
    return number;
  }

  FormatException refuse(String reason) {
    return new FormatException(path, "line " + line, reason);
  }

  private String code() throws FormatException {
    return switch (op()) {
      case "mbconv" -> {
        String groups = cells.get("groups").isEmpty() ? "1" : cells.get("groups");
        yield "mb_k"
            + whole("kernel")
            + width()
            + (groups.equals("1") ? "" : "_g" + groups)
            + (extras.getOrDefault("expand", "1").equals("0") ? "_noexpand" : "")
            + (extras.getOrDefault("se", "0").equals(QUARTER) ? "_se" : "")
            + activation();
      }
      case "conv" -> "conv_k" + whole("kernel") + activation();
      case "hidden" -> op() + activation();
      default -> op();
    };
  }

  /** What tells the middle channels of a block: their number, or else the expansion. */
  private String width() {
    return extras.containsKey("middle")
        ? "_m" + extras.get("middle")
        : "_e" + cells.get("expansion");
  }

  private String activation() {
    return ACTIVATIONS.getOrDefault(extras.getOrDefault("act", ""), Activation.RELU).suffix();
  }

  private int whole(String column) throws FormatException {
    String text = cells.get(column);
    if (!WHOLE.matcher(text).matches()) {
      throw refuse(column + " must be a whole number from 1 to 999999, but was '" + text + "'");
    }
    return Integer.parseInt(text);
  }
}
