package org.fbnetspark.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.format.state.KeptState;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.FileEntry;
import org.fbnetspark.store.Storage;

/**
 * Checkpoints in a directory, one file for each epoch, each there as a whole or not at all; the
 * newest few are kept.
 *
 * @param <S> what they are states of
 */
public final class CheckpointFiles<S> {

  private static final Pattern NAME = Pattern.compile("epoch-([0-9]{6})\\.state");

  /**
   * How states become files.
   *
   * @param writer gives the bytes of a file
   * @param reader gives the state of a file
   * @param epoch tells the epochs that a state has completed
   * @param <S> what they are states of
   */
  record Codec<S>(
      Function<KeptState<S>, byte[]> writer, Reader<S> reader, ToIntFunction<S> epoch) {}

  /** Reads the state of a file. */
  interface Reader<S> {

    /**
     * The state in these bytes.
     *
     * @param name of the file, for messages
     */
    KeptState<S> read(byte[] bytes, String name) throws CorruptFileException;
  }

  private final Codec<S> codec;
  private final RunDirectory run;
  private final Storage storage;
  private final String directory;
  private final RunIdentity identity;
  private final Optional<String> config;
  private final int keep;
  private final Consumer<String> warnings;

  /**
   * Checkpoints of a run.
   *
   * @param codec how they are written
   * @param identity what a file must belong to
   * @param config that the run goes on with, kept once a state of the run is accepted; empty for a
   *     mere look
   * @param keep newest files that stay
   * @param warnings is told of damaged files
   */
  public CheckpointFiles(
      Codec<S> codec,
      RunDirectory run,
      RunIdentity identity,
      Optional<String> config,
      int keep,
      Consumer<String> warnings) {
    this.codec = codec;
    this.run = run;
    this.storage = run.storage();
    this.directory = run.checkpoints();
    this.identity = identity;
    this.config = config;
    this.keep = keep;
    this.warnings = warnings;
  }

  /**
   * The newest state that is whole, or empty before the first commit.
   *
   * @throws JobRefusedException where the newest whole state belongs to another run, files exist
   *     and all are damaged, or there are others that are none of this project's
   */
  Optional<S> latest() {
    try {
      refuseUnknown();
      List<FileEntry> newestFirst = files();
      for (FileEntry file : newestFirst) {
        try {
          byte[] bytes = storage.read(file.path(), Integer.MAX_VALUE - 8);
          S state = requireSameRun(codec.reader().read(bytes, file.path()), file);
          if (config.isPresent()) {
            // Keys beside the identity may have changed, and readers are to be told what runs.
            run.keep(config.get());
          }
          return Optional.of(state);
        } catch (CorruptFileException damaged) {
          warnings.accept("checkpoint is damaged and passed over: " + damaged.getMessage());
        }
      }
      if (!newestFirst.isEmpty()) {
        throw new JobRefusedException(
            "All "
                + newestFirst.size()
                + " checkpoints in "
                + directory
                + " are damaged; start anew in another run directory");
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Checkpoints in " + directory + " cannot be read", e);
    }
  }

  private S requireSameRun(KeptState<S> kept, FileEntry file) {
    List<String> differences = kept.identity().differences(identity);
    if (!differences.isEmpty()) {
      List<String> keys = config.map(run::changes).orElse(List.of());
      throw new JobRefusedException(
          file.path()
              + " belongs to a run of other "
              + String.join(", ", differences)
              + (keys.isEmpty()
                  ? ", though its configuration is the same: a file that it names has changed, or"
                      + " the version of this program"
                  : ": " + String.join("; ", keys))
              + ". Resume with what the run began with (--resume without --config and --set), or"
              + " choose another --run-dir");
    }
    return kept.state();
  }

  /** What files belong to. */
  public RunIdentity identity() {
    return identity;
  }

  /**
   * Whether there is anything to resume from.
   *
   * @throws JobRefusedException where there is something that is no checkpoint
   */
  public boolean any() throws IOException {
    refuseUnknown();
    return !files().isEmpty();
  }

  /** Epochs completed in the newest of these files, by their names alone. */
  static OptionalInt newestEpoch(List<FileEntry> files) {
    return files.stream()
        .map(file -> NAME.matcher(file.name()))
        .filter(Matcher::matches)
        .mapToInt(name -> Integer.parseInt(name.group(1)))
        .max();
  }

  /** A state under a name that is not recognised must not be taken for none. */
  private void refuseUnknown() throws IOException {
    List<String> unknown =
        entries().stream()
            .map(FileEntry::name)
            .filter(name -> !name.startsWith(".") && !NAME.matcher(name).matches())
            .toList();
    if (!unknown.isEmpty()) {
      throw new JobRefusedException(
          directory
              + " holds what is no checkpoint of this version: "
              + String.join(", ", unknown)
              + ". Rename checkpoints to epoch-000001.state and so on, take all else away, or"
              + " start anew in another run directory");
    }
  }

  /** Keeps a state; when this returns, a killed process can go on from it. */
  void commit(S state) {
    String path =
        Storage.child(
            directory,
            String.format(Locale.ROOT, "epoch-%06d.state", codec.epoch().applyAsInt(state)));
    try {
      storage.replace(path, codec.writer().apply(new KeptState<>(identity, state)));
      List<FileEntry> newestFirst = files();
      for (FileEntry old :
          newestFirst.subList(Math.min(keep, newestFirst.size()), newestFirst.size())) {
        storage.delete(old.path());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Checkpoint " + path + " cannot be written", e);
    }
  }

  private List<FileEntry> files() throws IOException {
    return entries().stream()
        .filter(file -> NAME.matcher(file.name()).matches())
        .sorted(Comparator.comparing(FileEntry::name).reversed())
        .toList();
  }

  private List<FileEntry> entries() throws IOException {
    return storage.isDirectory(directory) ? storage.list(directory) : List.of();
  }
}
