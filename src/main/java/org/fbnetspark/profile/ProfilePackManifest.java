package org.fbnetspark.profile;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * What a pack of models consists of: the rows to be timed on a device that cannot run this project,
 * and whole networks, which tell how their time follows from the rows.
 *
 * @param dtype number format of the models, such as {@code fp32}
 * @param batch examples in one run
 * @param layout order of the axes of the inputs, {@code nchw} or {@code nhwc}
 * @param rows a model for each row, the overhead among them
 * @param networks models of whole networks; may be none
 */
public record ProfilePackManifest(
    String dtype, int batch, String layout, List<PackedRow> rows, List<PackedNetwork> networks) {

  /**
   * A model file.
   *
   * @param file its name in the pack
   * @param sha256 of its bytes, in lower-case hexadecimal digits
   * @param inputName name of the model's only input
   * @param input shape of one example
   */
  public record PackedModel(String file, String sha256, String inputName, ImageShape input) {}

  /** The model of one row. */
  public record PackedRow(PackedModel model, LatencyKey key) {}

  /**
   * The model of a whole network.
   *
   * @param rowFiles the file of each of its layers' rows, as often as layers have it, without the
   *     overhead
   * @param heldOut whether it judges the line from rows to networks, or is fitted
   */
  public record PackedNetwork(PackedModel model, List<String> rowFiles, boolean heldOut) {

    /** Copies the rows. */
    public PackedNetwork {
      rowFiles = List.copyOf(rowFiles);
    }
  }

  /**
   * Copies the lists and checks that the pack can become a table.
   *
   * @throws IllegalArgumentException for a name or key that is there twice, a network of unknown
   *     rows, and a pack without the overhead
   */
  public ProfilePackManifest {
    rows = List.copyOf(rows);
    networks = List.copyOf(networks);
    if (!layout.equals("nchw") && !layout.equals("nhwc")) {
      throw new IllegalArgumentException("The layout must be nchw or nhwc, but was " + layout);
    }
    Set<LatencyKey> keys = new HashSet<>();
    Set<String> files = new HashSet<>();
    for (PackedRow row : rows) {
      requireNew(keys.add(row.key()), row.key());
      requireNew(files.add(row.model().file()), row.model().file());
    }
    if (!keys.contains(LatencyKey.OVERHEAD)) {
      throw new IllegalArgumentException(
          "A pack needs the model of the overhead, from which all rows are counted");
    }
    Set<String> rowFiles = Set.copyOf(files);
    for (PackedNetwork network : networks) {
      requireNew(files.add(network.model().file()), network.model().file());
      for (String file : network.rowFiles()) {
        if (!rowFiles.contains(file)) {
          throw new IllegalArgumentException(
              network.model().file() + " has a layer whose row " + file + " is not in the pack");
        }
      }
    }
  }

  private static void requireNew(boolean added, Object what) {
    if (!added) {
      throw new IllegalArgumentException("A pack has " + what + " twice");
    }
  }

  /** Every model file, rows first. */
  public List<String> files() {
    return Stream.concat(
            rows.stream().map(row -> row.model().file()),
            networks.stream().map(network -> network.model().file()))
        .toList();
  }
}
