package org.fbnetspark.format.latency;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.latency.InterpolationError;
import org.fbnetspark.domain.latency.LatencyGrid;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.JsonFields;

/** The field {@code interpolation} of a {@link LatencyTableJson}, which tells what it holds. */
final class LatencyGridJson {

  /** Grids of a table. */
  static final int LARGEST_GRIDS = 1_000;

  /** Values on an axis. */
  static final int LARGEST_AXIS = 1_000;

  static final int LARGEST_CHANNELS = 1_000_000;
  static final int LARGEST_SIDE = 1_000_000;
  static final int LARGEST_BLOCK = 1_024;
  static final int LARGEST_STRIDE = 16;

  private LatencyGridJson() {}

  static void write(ObjectNode node, LatencyTable table) {
    ArrayNode grids = node.putArray("grids");
    table.grids().forEach(grid -> write(grids.addObject(), grid));
    InterpolationError.of(table).ifPresent(error -> addError(node.putObject("heldOut"), error));
  }

  /** Adds how far interpolated rows are off. */
  static ObjectNode addError(ObjectNode node, InterpolationError error) {
    return node.put("rows", error.rows())
        .put("medianError", error.median())
        .put("p90Error", error.p90())
        .put("largestError", error.largest());
  }

  private static void write(ObjectNode node, LatencyGrid grid) {
    node.put("op", grid.op()).put("stride", grid.stride());
    ArrayNode heights = node.putArray("heights");
    ArrayNode widths = node.putArray("widths");
    for (LatencyGrid.Sides sides : grid.sides()) {
      heights.add(sides.height());
      widths.add(sides.width());
    }
    grid.in().forEach(node.putArray("inChannels")::add);
    grid.middle().forEach(node.putArray("middleChannels")::add);
    grid.out().forEach(node.putArray("outChannels")::add);
    node.put("block", grid.block());
  }

  /** Adds the grids of a table, if it has some. */
  static void read(LatencyTable.Builder builder, JsonFields content) throws FormatException {
    if (content.has("interpolation")) {
      JsonFields fields = content.object("interpolation").only(List.of("grids", "heldOut"));
      int size = fields.size("grids", 1, LARGEST_GRIDS);
      for (int i = 0; i < size; i++) {
        builder.grid(grid(fields.element("grids", i)));
      }
    }
  }

  private static LatencyGrid grid(JsonFields fields) throws FormatException {
    fields.only(
        List.of(
            "op",
            "stride",
            "heights",
            "widths",
            "inChannels",
            "middleChannels",
            "outChannels",
            "block"));
    List<Integer> heights = axis(fields, "heights", 1, LARGEST_SIDE);
    List<Integer> widths = axis(fields, "widths", 1, LARGEST_SIDE);
    if (heights.size() != widths.size()) {
      throw fields.refuse("widths", "must be as many as the heights, " + heights.size());
    }
    List<LatencyGrid.Sides> sides = new ArrayList<>();
    for (int i = 0; i < heights.size(); i++) {
      sides.add(new LatencyGrid.Sides(heights.get(i), widths.get(i)));
    }
    try {
      return new LatencyGrid(
          fields.text("op"),
          (int) fields.whole("stride", 1, LARGEST_STRIDE),
          sides,
          axis(fields, "inChannels", 1, LARGEST_CHANNELS),
          axis(fields, "middleChannels", 0, LARGEST_CHANNELS),
          axis(fields, "outChannels", 1, LARGEST_CHANNELS),
          (int) fields.whole("block", 1, LARGEST_BLOCK));
    } catch (IllegalArgumentException e) {
      throw fields.refuse(e.getMessage());
    }
  }

  private static List<Integer> axis(JsonFields fields, String name, int fewest, int largest)
      throws FormatException {
    List<Integer> axis = new ArrayList<>();
    for (double value : fields.numbers(name, fewest, LARGEST_AXIS)) {
      if (value < 1 || value > largest || value != Math.rint(value)) {
        throw fields.refuse(name, "must be whole numbers from 1 to " + largest + ", but " + value);
      }
      axis.add((int) value);
    }
    return axis;
  }

  /** Refuses an error that is not that of the rows. */
  static void requireOwnError(LatencyTable table, JsonFields content) throws FormatException {
    Optional<InterpolationError> own = InterpolationError.of(table);
    if (!content.has("interpolation")) {
      return;
    }
    JsonFields fields = content.object("interpolation");
    Optional<InterpolationError> told =
        fields.has("heldOut") ? Optional.of(error(fields.object("heldOut"))) : Optional.empty();
    if (!told.equals(own)) {
      throw fields.refuse(
          "heldOut",
          "of the rows is "
              + own.map(InterpolationError::toString).orElse("none")
              + ", but was "
              + told.map(InterpolationError::toString).orElse("none"));
    }
  }

  private static InterpolationError error(JsonFields fields) throws FormatException {
    fields.only(List.of("rows", "medianError", "p90Error", "largestError"));
    return new InterpolationError(
        (int) fields.whole("rows", 1, Integer.MAX_VALUE),
        fields.amount("medianError"),
        fields.amount("p90Error"),
        fields.amount("largestError"));
  }
}
