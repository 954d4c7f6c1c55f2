package org.fbnetspark.driver.profile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.export.OnnxModel;
import org.fbnetspark.export.OnnxRuntime;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.profile.NetworkSampler;
import org.fbnetspark.profile.NetworkSplit;
import org.fbnetspark.profile.PackedTimes;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.profile.ProfilePackManifest;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.profile.RuntimeKind;
import org.fbnetspark.profile.RuntimeSettings;
import org.fbnetspark.run.Claim;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.store.Storage;

/** Packs the rows of a space for a device that cannot run this project, and takes its times in. */
public final class PackJob {

  private final Storage storage;
  private final Experiment experiment;
  private final boolean refresh;
  private final Consumer<String> lines;

  /**
   * A job without a cluster.
   *
   * @param refresh whether a table that is there is replaced
   * @param lines takes what is said to a person
   */
  public PackJob(Storage storage, Experiment experiment, boolean refresh, Consumer<String> lines) {
    this.storage = storage;
    this.experiment = experiment;
    this.refresh = refresh;
    this.lines = lines;
  }

  /**
   * Writes a model for every row and for whole networks.
   *
   * @param directory must be empty or not exist
   * @throws JobRefusedException where it does, or the runtime cannot be packed
   */
  public void pack(String directory) throws IOException {
    ProfileSettings profile = experiment.profile();
    RuntimeSettings runtime = profile.runtime();
    if (runtime.kind() != RuntimeKind.ONNXRUNTIME) {
      throw new JobRefusedException(
          "A pack has ONNX models, but profile.runtime is engine; set it to onnxruntime");
    }
    Space space = MeasuredSpace.of(experiment, storage, lines);
    List<ProfileEntry> entries = ProfileEntry.of(space);
    List<ProfilePack.WholeModel> networks = networks(space, profile);
    try (Claim claim = Claim.of(storage, directory);
        OnnxRuntime models = new OnnxRuntime(runtime.threads(), runtime.batch(), runtime.dtype())) {
      String path = claim.directory();
      ProfilePackManifest manifest =
          new ProfilePack(storage)
              .write(
                  path,
                  new ProfilePack.Setting(runtime.dtype().code(), runtime.batch(), OnnxModel.INPUT),
                  entries,
                  networks,
                  models::modelBytes);
      lines.accept(
          "packed "
              + manifest.rows().size()
              + " rows of "
              + space.name()
              + " and "
              + manifest.networks().size()
              + " whole networks into "
              + path
              + "; "
              + ProfilePack.README
              + " there says how to time them");
    }
  }

  /**
   * Spread over the range of multiply-accumulates, for the device's own times are not known yet.
   */
  private List<ProfilePack.WholeModel> networks(Space space, ProfileSettings profile) {
    NetworkSplit split = NetworkSplit.of(space, profile);
    List<int[]> picks =
        NetworkSampler.sample(
            space,
            CostTable.macs(space),
            split.count(),
            new SeedTree(experiment.search().seed()).child("pack").generator());
    List<ProfilePack.WholeModel> networks = new ArrayList<>();
    for (int i = 0; i < picks.size(); i++) {
      Network network = space.at(picks.get(i)).named(space.name() + "-" + (i + 1));
      networks.add(new ProfilePack.WholeModel(network, !split.fits(i)));
    }
    return networks;
  }

  /**
   * Makes a table of the times that a device has sent back.
   *
   * @param results path of the times
   * @param pack directory of the pack; empty where its manifest lies beside the times
   * @return path of the table, in the directory of tables
   * @throws JobRefusedException where there is such a table already
   */
  public String unpack(String results, Optional<String> pack, PackedTimes.Place place)
      throws IOException {
    String times = storage.qualified(results);
    String directory =
        pack.isPresent()
            ? storage.qualified(pack.get())
            : times.substring(0, times.lastIndexOf('/'));
    LatencyTable table =
        new ProfilePack(storage)
            .unpack(Storage.child(directory, ProfilePack.MANIFEST), times, place);
    String path =
        Storage.child(
            storage.qualified(experiment.profile().tables()),
            DeviceTable.fileName(table.setting()));
    if (storage.exists(path) && !refresh) {
      throw new JobRefusedException(
          path + " exists already; add --refresh to replace it, or set another profile.tables");
    }
    try (Claim claim = Claim.ofFile(storage, path)) {
      claim.storage().replace(path, LatencyTableJson.write(table));
    }
    lines.accept(table.rows().size() + " rows of " + table.setting());
    lines.accept(
        table
            .correction()
            .map(line -> "networks  " + ProfileJob.inWords(line))
            .orElse("networks  none; the sum of rows is taken as it is"));
    lines.accept("table     " + path);
    TableNotes.of(table).forEach(lines);
    return path;
  }
}
