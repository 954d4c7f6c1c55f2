package org.fbnetspark.run;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.fbnetspark.store.FileEntry;
import org.fbnetspark.store.Storage;

/**
 * That this process alone writes a directory, or one file in it, until it closes the claim.
 *
 * <p>A claim is a hidden file with a number, which only one process succeeds in making. One that a
 * killed process has left is passed by making the file of the next number, so that of several who
 * find it one goes on; it stays until the next is closed, lest somebody find none.
 *
 * <p>An object store may let two processes make one file at the same moment. There each makes a
 * file of a number of its own and then looks again: whoever finds another's gives way. The later of
 * two finds the earlier, so that never both go on; both may give way.
 *
 * <p>Whether a process of this machine has ended is looked up; of another one it is told by what it
 * writes. A run writes its epochs; whoever else holds a claim writes that again every minute.
 */
public final class Claim implements Closeable {

  private static final String NAME = ".claim-";

  private static final int MOST_BYTES = 4096;

  /** How often a claim is written again of which nothing else tells that its process lives. */
  private static final Duration RENEWAL = Duration.ofMinutes(1);

  /** After which it is passed: many renewals, for clocks differ and storages fail for a while. */
  private static final Duration SILENCE = Duration.ofMinutes(10);

  private static final ScheduledExecutorService RENEWALS =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "claims");
            thread.setDaemon(true);
            return thread;
          });

  /** Tells whether a process of another machine has ended, by what it has written. */
  interface Sign {

    /**
     * Whether it has.
     *
     * @param claimed when it made its claim
     */
    boolean ended(Instant claimed) throws IOException;
  }

  private final Storage storage;
  private final String directory;
  private final List<FileEntry> earlier;
  private final String file;
  private final boolean made;
  private Optional<Future<?>> renewal = Optional.empty();
  private boolean closed;

  private Claim(
      Storage storage, String directory, List<FileEntry> earlier, String file, boolean made) {
    this.storage = storage;
    this.directory = directory;
    this.earlier = earlier;
    this.file = file;
    this.made = made;
  }

  /**
   * Claims a directory, and makes it if it is not there.
   *
   * @param path of the directory
   * @throws JobRefusedException where a process holds it that is not known to have ended; where it
   *     cannot be written
   */
  public static Claim of(Storage storage, String path) throws IOException {
    return renewed(storage, path, RENEWAL);
  }

  /** The same. */
  static Claim renewed(Storage storage, String path, Duration every) throws IOException {
    return take(storage, storage.qualified(path), NAME, Claim::silent).renewed(every);
  }

  /**
   * The same where what is written in the directory tells whether its holder lives.
   *
   * @param sign of a holder on another machine
   */
  public static Claim of(Storage storage, String path, Sign sign) throws IOException {
    return take(storage, storage.qualified(path), NAME, sign);
  }

  /**
   * Claims a file, which need not be there.
   *
   * @param path its full path
   * @throws JobRefusedException where a process holds it that is not known to have ended; where it
   *     cannot be written
   */
  public static Claim ofFile(Storage storage, String path) throws IOException {
    int end = path.lastIndexOf('/');
    String prefix = "." + path.substring(end + 1) + NAME;
    return take(storage, path.substring(0, end), prefix, Claim::silent).renewed(RENEWAL);
  }

  /** Of a file system that tells no times nothing is known. */
  private static boolean silent(Instant renewed) {
    return !renewed.equals(Instant.EPOCH)
        && Duration.between(renewed, Instant.now()).compareTo(SILENCE) > 0;
  }

  /** Whether a file is a claim of its directory. */
  public static boolean is(FileEntry file) {
    return file.name().startsWith(NAME);
  }

  /**
   * Whether nobody writes a directory any more: its claim was closed, or is of a process of this
   * host that was killed. Of another host's nothing is known.
   */
  static boolean over(Storage storage, String directory) throws IOException {
    List<FileEntry> claims = earlier(storage, directory, NAME);
    if (claims.isEmpty()) {
      return true;
    }
    Optional<ClaimHolder> holder = holder(storage, claims.get(claims.size() - 1).path());
    return holder.isPresent() && holder.get().ofThisHost() && holder.get().gone();
  }

  /** Nothing is lost yet where a directory cannot be written: that is for the user to mend. */
  private static Claim take(Storage storage, String directory, String prefix, Sign sign) {
    try {
      return taken(storage, directory, prefix, sign);
    } catch (IOException unusable) {
      throw new JobRefusedException(
          unusable.getMessage() + "; make " + directory + " writable, or choose another directory");
    }
  }

  private static Claim taken(Storage storage, String directory, String prefix, Sign sign)
      throws IOException {
    boolean made = !storage.exists(directory);
    List<FileEntry> earlier = earlier(storage, directory, prefix);
    boolean exclusive = storage.createsExclusively(Storage.child(directory, prefix));
    long number = exclusive ? 1 : ownNumber();
    if (!earlier.isEmpty()) {
      FileEntry last = earlier.get(earlier.size() - 1);
      requireEnded(storage, directory, last.path(), sign);
      number += number(last, prefix);
    }
    String file = Storage.child(directory, prefix + number);
    if (!storage.createNew(file, ClaimHolder.here().bytes())) {
      throw refusal(directory, file, holder(storage, file));
    }
    Claim claim = new Claim(storage, directory, earlier, file, made);
    if (!exclusive) {
      claim.giveWay(prefix);
    }
    return claim;
  }

  private synchronized Claim renewed(Duration every) {
    long millis = every.toMillis();
    renewal =
        Optional.of(
            RENEWALS.scheduleWithFixedDelay(this::renew, millis, millis, TimeUnit.MILLISECONDS));
    return this;
  }

  private synchronized void renew() {
    try {
      // One that was passed, while this process stood still, is another's to delete.
      if (!closed && storage.exists(file)) {
        storage.writeAgain(file, ClaimHolder.here().bytes());
      }
    } catch (IOException | RuntimeException later) {
      // The next time may do; where none does, the claim looks as that of an ended process.
    }
  }

  /** One that no other process draws. */
  private static long ownNumber() {
    return UUID.randomUUID().getMostSignificantBits() >>> 24;
  }

  /** Withdraws where another process has made a claim since this one has looked. */
  private void giveWay(String prefix) throws IOException {
    List<String> known = new ArrayList<>(earlier.stream().map(FileEntry::path).toList());
    known.add(file);
    for (FileEntry claim : earlier(storage, directory, prefix)) {
      if (!known.contains(claim.path())) {
        JobRefusedException refusal =
            refusal(directory, claim.path(), holder(storage, claim.path()));
        storage.delete(file);
        throw refusal;
      }
    }
  }

  /** The claims that are there, the last one last. */
  private static List<FileEntry> earlier(Storage storage, String directory, String prefix)
      throws IOException {
    if (!storage.isDirectory(directory)) {
      return List.of();
    }
    return storage.list(directory).stream()
        .filter(entry -> entry.name().startsWith(prefix))
        .filter(entry -> entry.name().substring(prefix.length()).matches("[0-9]{1,18}"))
        .sorted(Comparator.comparingLong(entry -> number(entry, prefix)))
        .toList();
  }

  private static long number(FileEntry claim, String prefix) {
    return Long.parseLong(claim.name().substring(prefix.length()));
  }

  private static void requireEnded(Storage storage, String directory, String file, Sign sign)
      throws IOException {
    Optional<ClaimHolder> holder = holder(storage, file);
    if (holder.isEmpty()
        || !(holder.get().ofThisHost()
            ? holder.get().gone()
            : sign.ended(storage.modified(file)))) {
      throw refusal(directory, file, holder);
    }
  }

  /** Empty also where the claim has just been closed, or is not written yet. */
  private static Optional<ClaimHolder> holder(Storage storage, String file) throws IOException {
    try {
      return ClaimHolder.parse(storage.read(file, MOST_BYTES));
    } catch (FileNotFoundException closed) {
      return Optional.empty();
    }
  }

  private static JobRefusedException refusal(
      String directory, String file, Optional<ClaimHolder> holder) {
    return new JobRefusedException(
        directory
            + " is being written by "
            + holder.map(ClaimHolder::toString).orElse("another process")
            + "; choose another directory, or wait for it. If it has ended, delete "
            + file);
  }

  public Storage storage() {
    return storage;
  }

  /** Full path of the directory. */
  public String directory() {
    return directory;
  }

  /** Lets others write; a directory that the claim has made and that is still empty goes. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    renewal.ifPresent(running -> running.cancel(false));
    for (FileEntry passed : earlier) {
      storage.delete(passed.path());
    }
    storage.delete(file);
    if (made && storage.isDirectory(directory) && storage.list(directory).isEmpty()) {
      storage.deleteEmpty(directory);
    }
  }
}
