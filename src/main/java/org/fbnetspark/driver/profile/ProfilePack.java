package org.fbnetspark.driver.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.format.latency.LatencyFile;
import org.fbnetspark.format.latency.PackResultsCsv;
import org.fbnetspark.format.latency.ProfilePackJson;
import org.fbnetspark.profile.PackedTimes;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.profile.ProfilePackManifest;
import org.fbnetspark.profile.ProfilePackManifest.PackedModel;
import org.fbnetspark.profile.ProfilePackManifest.PackedNetwork;
import org.fbnetspark.profile.ProfilePackManifest.PackedRow;
import org.fbnetspark.run.Claim;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.store.Storage;

/**
 * Tables of devices that cannot run this project, such as phones: a directory of ONNX models goes
 * to the device, which times each with whatever runs models there, and a file of times comes back.
 *
 * <p>The directory holds a model for each row, whole networks that tell how well rows add up,
 * {@value #MANIFEST} and {@value #README}, which says how to time them.
 */
public final class ProfilePack {

  /** What is in the pack. */
  public static final String MANIFEST = "manifest.json";

  /** How to time it. */
  public static final String README = "README.txt";

  private final Storage storage;

  /** Packs on any file system. */
  public ProfilePack(Storage storage) {
    this.storage = storage;
  }

  /**
   * What holds for every model of a pack.
   *
   * @param dtype number format, such as {@code fp32}
   * @param batch examples in one run
   * @param inputName name of each model's only input, which has the order NCHW
   */
  public record Setting(String dtype, int batch, String inputName) {}

  /**
   * A network that is timed as a whole; its layers are among the rows.
   *
   * @param heldOut whether it judges the line from rows to networks, or is fitted
   */
  public record WholeModel(Network network, boolean heldOut) {}

  /**
   * Writes a pack; the manifest comes last, so that a directory with one is complete.
   *
   * @param directory must be empty or not exist
   * @param entries the rows, with the overhead
   * @param networks may be empty; else at least 3 that are fitted, and none or at least 2 held out
   * @param model the bytes of a network's ONNX model
   * @return what was written
   * @throws JobRefusedException where the directory holds something, or there are too few networks
   * @throws IllegalArgumentException where a network has a layer without a row, a row is there
   *     twice or the overhead is not
   */
  public ProfilePackManifest write(
      String directory,
      Setting setting,
      List<ProfileEntry> entries,
      List<WholeModel> networks,
      Function<Network, byte[]> model)
      throws IOException {
    requireEmpty(directory);
    requireEnough(networks);
    Map<LatencyKey, String> files = new LinkedHashMap<>();
    entries.forEach(entry -> files.put(entry.key(), fileName(files.size() + 1, entry.key())));
    List<List<String>> layers = new ArrayList<>();
    for (WholeModel whole : networks) {
      layers.add(rowFiles(whole.network(), files));
    }
    List<PackedRow> rows = new ArrayList<>();
    for (ProfileEntry entry : entries) {
      String file = files.get(entry.key());
      rows.add(
          new PackedRow(packed(directory, file, entry.network(), setting, model), entry.key()));
    }
    List<PackedNetwork> wholes = new ArrayList<>();
    for (int i = 0; i < networks.size(); i++) {
      WholeModel whole = networks.get(i);
      String file = String.format(Locale.ROOT, "network-%02d.onnx", i + 1);
      wholes.add(
          new PackedNetwork(
              packed(directory, file, whole.network(), setting, model),
              layers.get(i),
              whole.heldOut()));
    }
    ProfilePackManifest manifest =
        new ProfilePackManifest(setting.dtype(), setting.batch(), "nchw", rows, wholes);
    storage.write(
        Storage.child(directory, README), readme(manifest).getBytes(StandardCharsets.UTF_8));
    storage.write(Storage.child(directory, MANIFEST), ProfilePackJson.write(manifest));
    return manifest;
  }

  /**
   * The table of a device's times.
   *
   * @param manifest path of the pack's manifest
   * @param results path of the times; see {@link PackResultsCsv}
   * @throws IOException naming line and file of a time that cannot be, or all files without one
   */
  public LatencyTable unpack(String manifest, String results, PackedTimes.Place place)
      throws IOException {
    byte[] told = storage.read(manifest, ProfilePackJson.LARGEST_BYTES);
    byte[] timed = storage.read(results, PackResultsCsv.LARGEST_BYTES);
    ProfilePackManifest pack = ProfilePackJson.read(told, manifest);
    PackResultsCsv read = PackResultsCsv.read(timed, results, pack.files());
    LatencyTable.Builder table = PackedTimes.table(pack, read.times(), place);
    if (!read.readAs().isEmpty()) {
      table.provenance(LatencyFile.READ_AS, String.join(", ", read.readAs()));
    }
    return table
        .provenance("tool", "models of a pack, timed on the device")
        .provenance("pack sha256", Sha256.of(told))
        .provenance("results sha256", Sha256.of(timed))
        .build();
  }

  private PackedModel packed(
      String directory,
      String file,
      Network network,
      Setting setting,
      Function<Network, byte[]> model)
      throws IOException {
    byte[] bytes = model.apply(network);
    storage.write(Storage.child(directory, file), bytes);
    return new PackedModel(file, Sha256.of(bytes), setting.inputName(), network.input().shape());
  }

  private static List<String> rowFiles(Network network, Map<LatencyKey, String> files) {
    List<String> rows = new ArrayList<>();
    for (Block layer : network.blocks()) {
      LatencyKey key = LatencyKey.of(layer.op(), layer.placement());
      String file = files.get(key);
      if (file == null) {
        throw new IllegalArgumentException(
            "Network "
                + network.name()
                + " has the layer "
                + layer.name()
                + ", but the pack has no row "
                + key);
      }
      rows.add(file);
    }
    return rows;
  }

  private static String fileName(int number, LatencyKey key) {
    ImageShape input = key.input();
    String layer = key.layer().map(name -> "-" + name).orElse("");
    return String.format(
            Locale.ROOT,
            "%04d-%s-%s-%d-s%d%s",
            number,
            key.op(),
            input,
            key.outChannels(),
            key.stride(),
            layer.length() > 80 ? layer.substring(0, 80) : layer)
        .replaceAll("[^A-Za-z0-9._-]", "_")
        .concat(".onnx");
  }

  private void requireEmpty(String directory) throws IOException {
    if (storage.exists(directory)
        && (!storage.isDirectory(directory)
            || storage.list(directory).stream().anyMatch(entry -> !Claim.is(entry)))) {
      throw new JobRefusedException(
          directory + " holds something already; name a directory that is empty or does not exist");
    }
  }

  private static void requireEnough(List<WholeModel> networks) {
    long heldOut = networks.stream().filter(WholeModel::heldOut).count();
    long fitted = networks.size() - heldOut;
    if (!networks.isEmpty() && (fitted < 3 || heldOut == 1)) {
      throw new JobRefusedException(
          "A line from rows to networks needs at least 3 networks, and none or at least 2 held out"
              + " to judge it, but there are "
              + fitted
              + " and "
              + heldOut);
    }
  }

  private static String readme(ProfilePackManifest manifest) {
    PackedModel first = manifest.rows().get(0).model();
    return String.format(
        Locale.ROOT,
        """
        Models to be timed on a device: %d blocks and %d whole networks, ONNX, %s, batch %d.

        Each *.onnx file takes one input, named in manifest.json as inputName, of the shape
        inputShape (%s, float32 unless the model says otherwise). What values it gets does not
        matter; random ones between -1 and 1 will do. Its output is of no interest.

        How to time
          1. Close everything else on the device, plug it in, let it cool; fix the clock rate if
             you can. Choose the threads and the accelerator that the network shall run with, and
             use the same for every file.
          2. Load a file once. Run it until its times no longer fall, for a second at least.
          3. Time single runs: 50 or more; where a run takes under 50 microseconds, time many in a
             row and note their mean. Note every run, not one figure for all of them.
          4. Do so for every file, then once more in another order, and compare: a device that grew
             hot or slow gives itself away.
          The file of the overhead, %s,
          computes nothing; its time is taken off all the others.

        RESULTS.csv
          The first line is   %s
          Every other line is the name of a file, a comma, and the microseconds of one run:
              %s,12.5
              %s,12.75
          Every file needs a line; the order is free. Decimal points, no thousands separators.

        Then
              ./submit/profile --unpack RESULTS.csv
          with manifest.json beside it, makes a latency table of it. manifest.json has the sha256
          of every file, should you doubt a copy.
        """,
        manifest.rows().size(),
        manifest.networks().size(),
        manifest.dtype(),
        manifest.batch(),
        manifest.layout().equals("nchw")
            ? "batch, channels, height, width"
            : "batch, height, width, channels",
        overhead(manifest),
        PackResultsCsv.HEADER,
        first.file(),
        first.file());
  }

  private static String overhead(ProfilePackManifest manifest) {
    return manifest.rows().stream()
        .filter(row -> row.key().equals(LatencyKey.OVERHEAD))
        .map(row -> row.model().file())
        .findFirst()
        .orElseThrow();
  }
}
