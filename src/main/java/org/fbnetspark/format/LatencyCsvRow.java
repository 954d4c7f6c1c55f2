package org.fbnetspark.format;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.shape.ImageShape;

/** One row of {@link LatencyTableCsv}; errors name its line. */
final class LatencyCsvRow {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,5}");
  private static final List<String> ACTIVATIONS = List.of("relu", "relu6");

  private final String path;
  private final int line;
  private final Map<String, String> cells = new HashMap<>();
  private final Map<String, String> extras = new HashMap<>();

  LatencyCsvRow(String text, int line, String path) throws FormatException {
    this.path = path;
    this.line = line;
    List<String> fields = CsvLine.split(text);
    if (fields.size() != LatencyTableCsv.COLUMNS.size()) {
      throw refuse(
          "must have " + LatencyTableCsv.COLUMNS.size() + " fields, but has " + fields.size());
    }
    for (int i = 0; i < fields.size(); i++) {
      cells.put(LatencyTableCsv.COLUMNS.get(i), fields.get(i).strip());
    }
    for (String pair : extra().split(";")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        extras.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
  }

  String device() {
    return cells.get("device");
  }

  String extra() {
    return cells.get("extra");
  }

  String sourceKey() {
    return cells.get("source_key");
  }

  boolean base() {
    return cells.get("op").equals("base");
  }

  boolean relativeToSkip() {
    return extras.getOrDefault("relative_to", "").startsWith("skip");
  }

  /** Line and op, for lists of rows. */
  String place() {
    return "line " + line + " (" + cells.get("op") + ", " + sourceKey() + ")";
  }

  /** Why no op of ours is this row, if none is. */
  Optional<String> strangeness() throws FormatException {
    if (!List.of("mbconv", "skip", "conv", "pool", "fc", "head").contains(cells.get("op"))) {
      return Optional.of("op " + cells.get("op") + " is not known");
    }
    if (!extras.getOrDefault("se", "0").equals("0")) {
      return Optional.of("squeeze and excitation");
    }
    if (extras.containsKey("act") && !ACTIVATIONS.contains(extras.get("act"))) {
      return Optional.of("activation " + extras.get("act"));
    }
    String code = code();
    if (!code.equals(LatencyKey.HEAD) && OpCode.parse(code).isEmpty()) {
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
    return new LatencyKey(code(), input, whole("out_channels"), stride);
  }

  double micros(boolean mayBeNegative) throws FormatException {
    String text = cells.get("latency_us");
    double micros = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (!Double.isFinite(micros) || (micros < 0 && !mayBeNegative)) {
      throw refuse(
          "the time of "
              + (base() ? "the base" : key())
              + " must be a finite number of at least 0 us, but was "
              + text);
    }
    return micros;
  }

  FormatException refuse(String reason) {
    return new FormatException(path, "line " + line, reason);
  }

  private String code() throws FormatException {
    String op = cells.get("op");
    return switch (op) {
      case "mbconv" -> {
        String groups = cells.get("groups").isEmpty() ? "1" : cells.get("groups");
        yield "mb_k"
            + whole("kernel")
            + "_e"
            + cells.get("expansion")
            + (groups.equals("1") ? "" : "_g" + groups)
            + (extras.getOrDefault("expand", "1").equals("0") ? "_noexpand" : "");
      }
      case "conv" -> "conv_k" + whole("kernel");
      default -> op;
    };
  }

  private int whole(String column) throws FormatException {
    String text = cells.get(column);
    if (!WHOLE.matcher(text).matches()) {
      throw refuse(column + " must be a whole number from 1 to 999999, but was '" + text + "'");
    }
    return Integer.parseInt(text);
  }
}
