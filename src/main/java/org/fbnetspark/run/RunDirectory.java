package org.fbnetspark.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.fbnetspark.domain.run.RunPath;
import org.fbnetspark.report.RunCommands;
import org.fbnetspark.store.FileEntry;
import org.fbnetspark.store.Storage;

/**
 * The directory that one run writes. Of a search and of a retraining:
 *
 * <pre>
 * config.conf         resolved configuration that the run goes on with
 * manifest.json       versions, seed, checksums, engine, threads
 * data/               generated images, where the run has no data of its own
 * checkpoints/        state after each of the last epochs
 * metrics.jsonl       a line for each epoch
 * tensorboard/        event files, where they are wanted
 * mlflow-run-id       the run on a tracking server, where one is told
 * architecture.json   the architecture derived, or trained
 * summary.json        the outcome in figures
 * report.html         all of it as a page
 * </pre>
 *
 * <p>Of a search:
 *
 * <pre>
 * latency-table.json  times that costs and predictions come from; those measured by a start that
 *                     was refused are there too, and the next takes them
 * finalists/          those it was chosen from, the most probable first; where they are retrained,
 *                     a run directory for each; what every network took that was timed
 * baselines/          those drawn at random that it is compared with, and a run directory for each
 * samples/            further architectures drawn from theta
 * </pre>
 *
 * <p>Of a search for several goals, these and {@code architecture.json} are in {@code goals/NAME/},
 * with the summary, metrics, configuration and manifest of a search of that goal alone: whoever
 * reads runs reads a goal; {@code pareto.csv} and {@code pareto.json} hold them against each other.
 *
 * <p>Of a retraining:
 *
 * <pre>
 * model.safetensors   the network that did best on what is held out
 * last.safetensors    the network of the last epoch
 * evaluation.json     the best network on the test examples
 * </pre>
 *
 * @param storage where it lies
 * @param path full path
 */
public record RunDirectory(Storage storage, String path) {

  private static final String MANIFEST = "manifest.json";
  private static final int LARGEST_CONFIG = 16 << 20;

  /**
   * Claims the directory of a run that begins or goes on.
   *
   * @throws JobRefusedException where another process writes it, or may do so
   */
  static Claim claim(Storage storage, String path) throws IOException {
    RunDirectory directory = new RunDirectory(storage, storage.qualified(path));
    return Claim.of(
        storage,
        path,
        claimed -> directory.begun() && RunFiles.of(directory).silent(claimed, Instant.now()));
  }

  /**
   * The directory of a run that begins or goes on.
   *
   * @throws JobRefusedException where a run is there and is not to be resumed, or the reverse
   */
  static RunDirectory open(Claim claim, boolean resume) throws IOException {
    RunDirectory directory = new RunDirectory(claim.storage(), claim.directory());
    boolean begun = directory.begun();
    if (begun && !resume) {
      throw new JobRefusedException(
          directory.path
              + " holds a run already; add --resume to go on with it, or choose another --run-dir");
    }
    if (!begun && resume) {
      throw new JobRefusedException(
          directory.path + " holds no run to resume (no " + MANIFEST + "); leave --resume out");
    }
    return directory;
  }

  public String manifest() {
    return child(MANIFEST);
  }

  public String config() {
    return child("config.conf");
  }

  /** Keeps a configuration, in place of an older one. */
  public void keep(String config) throws IOException {
    storage.replace(config(), config.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The keys in which a configuration differs from the one that is kept, with both values.
   *
   * @throws UncheckedIOException where that cannot be read
   */
  public List<String> changes(String config) {
    try {
      byte[] kept = storage.read(config(), LARGEST_CONFIG);
      return ConfigChanges.between(new String(kept, StandardCharsets.UTF_8), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String data() {
    return child("data");
  }

  public String latencyTable() {
    return child("latency-table.json");
  }

  public String checkpoints() {
    return child("checkpoints");
  }

  public String metrics() {
    return child("metrics.jsonl");
  }

  public String architecture() {
    return child("architecture.json");
  }

  /** Path of the cells of the architecture, where it is made of cells. */
  public String genotype() {
    return child("genotype.json");
  }

  String finalist(int number) {
    return numbered("finalists", number);
  }

  String baseline(int number) {
    return numbered("baselines", number);
  }

  public String networkTimes() {
    return Storage.child(child("finalists"), "times.json");
  }

  public String model() {
    return child("model.safetensors");
  }

  String lastModel() {
    return child("last.safetensors");
  }

  public String evaluation() {
    return child("evaluation.json");
  }

  /** Where the outcome of one of several goals is written. */
  public RunDirectory goal(String name) {
    return new RunDirectory(storage, Storage.child(goals(), name));
  }

  private String goals() {
    return child("goals");
  }

  /** Where a finalist is retrained. */
  public RunDirectory finalistRun(int number) {
    return retraining("finalists", number);
  }

  /** Where a baseline is retrained. */
  public RunDirectory baselineRun(int number) {
    return retraining("baselines", number);
  }

  private RunDirectory retraining(String folder, int number) {
    return new RunDirectory(storage, Storage.child(child(folder), "retrain-" + number));
  }

  /** Whether a run has begun here. */
  public boolean begun() throws IOException {
    return storage.exists(manifest());
  }

  /** Whether a run has kept a state here. */
  public boolean hasCheckpoints() throws IOException {
    return storage.isDirectory(checkpoints())
        && storage.list(checkpoints()).stream().anyMatch(file -> !file.name().startsWith("."));
  }

  /** Epochs of the newest state that is kept, by its name; empty where none is. */
  public OptionalInt epochsKept() throws IOException {
    return storage.isDirectory(checkpoints())
        ? CheckpointFiles.newestEpoch(storage.list(checkpoints()))
        : OptionalInt.empty();
  }

  /** What is kept, and how to go on from it. */
  String standing() throws IOException {
    OptionalInt epochs = epochsKept();
    String kept =
        epochs.isPresent()
            ? "its state after epoch " + epochs.getAsInt() + " is kept"
            : "no epoch of it is complete";
    return "the run in "
        + path
        + " has stopped; "
        + kept
        + ". When the cause is mended, go on with: "
        + RunCommands.resume(RunFiles.of(this).kind(), new RunPath(path));
  }

  /**
   * Removes what processes have left that were killed while they wrote a file, of each goal too.
   * Retrainings below are runs that see to it themselves.
   */
  void deleteTemporaries() throws IOException {
    storage.deleteTemporaries(path);
    for (FileEntry folder : folders(path)) {
      storage.deleteTemporaries(folder.path());
    }
    if (storage.isDirectory(goals())) {
      for (FileEntry goal : folders(goals())) {
        goal(goal.name()).deleteTemporaries();
      }
    }
  }

  private List<FileEntry> folders(String directory) throws IOException {
    return storage.list(directory).stream().filter(FileEntry::directory).toList();
  }

  String sample(int number) {
    return numbered("samples", number);
  }

  /** Whether the process that wrote the run is known to have ended before it was finished. */
  boolean ended() throws IOException {
    // The outcome is written before the claim is closed, so it is looked for after that.
    return Claim.over(storage, path) && !storage.exists(summary());
  }

  public String summary() {
    return child("summary.json");
  }

  String report() {
    return child("report.html");
  }

  private String numbered(String folder, int number) {
    return Storage.child(child(folder), "architecture-" + number + ".json");
  }

  private String child(String name) {
    return Storage.child(path, name);
  }
}
