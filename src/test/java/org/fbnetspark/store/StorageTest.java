package org.fbnetspark.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {

  @TempDir Path directory;

  private final Storage storage = Storage.standard();

  @Test
  void readsWhatItWrote() throws IOException {
    String path = directory.resolve("deep/er/file").toString();

    storage.write(path, "hello".getBytes(UTF_8));

    assertThat(storage.read(path, 5)).asString().isEqualTo("hello");
    assertThat(storage.bytes(path)).isEqualTo(5);
    assertThat(directory.resolve("deep/er")).isDirectoryContaining("regex:.*/file");
    assertThat(Files.list(directory.resolve("deep/er"))).hasSize(1);
  }

  @Test
  void aTildeIsTheHomeOfTheUser() throws IOException {
    String home = Path.of(System.getProperty("user.home")).toString();
    assertThat(storage.qualified("~/a/b")).isEqualTo("file:" + home + "/a/b");
    assertThat(storage.qualified("/a/~/b")).isEqualTo("file:/a/~/b");
  }

  @Test
  void refusesToReadMoreThanItsBound() throws IOException {
    String path = directory.resolve("file").toString();
    storage.write(path, new byte[10]);

    assertThatThrownBy(() -> storage.read(path, 9))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining(path)
        .hasMessageContaining("10 bytes");
  }

  @Test
  void refusesToReadADirectoryAndNamesAMissingFile() {
    assertThatThrownBy(() -> storage.read(directory.toString(), 9))
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> storage.read(directory.resolve("none").toString(), 9))
        .hasMessageContaining("none");
  }

  @Test
  void doesNotWriteOverAFileUnlessAsked() throws IOException {
    String path = directory.resolve("file").toString();
    storage.write(path, "old".getBytes(UTF_8));

    assertThatThrownBy(() -> storage.write(path, "new".getBytes(UTF_8)))
        .hasMessageContaining("exists already");
    assertThat(storage.read(path, 10)).asString().isEqualTo("old");

    storage.replace(path, "newer".getBytes(UTF_8));
    assertThat(storage.read(path, 10)).asString().isEqualTo("newer");
    assertThat(Files.list(directory)).hasSize(1);
  }

  @Test
  void aFileThatAppearsBeforeTheCommitIsKept() throws IOException {
    Path path = directory.resolve("file");
    try (AtomicFile file = storage.create(path.toString())) {
      file.stream().write(1);
      Files.writeString(path, "planted");
      assertThatThrownBy(file::commit).hasMessageContaining("exists already");
    }
    assertThat(path).hasContent("planted");
    assertThat(Files.list(directory)).hasSize(1);
  }

  @Test
  void leavesNothingWithoutACommit() throws IOException {
    try (AtomicFile file = storage.create(directory.resolve("file").toString())) {
      file.stream().write(1);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aRefusedRenameIsAnErrorAndLeavesNothing() {
    Storage refusing = new Storage(Map.of("fs.refusing.impl", RefusingFileSystem.class.getName()));
    String path = "refusing://" + directory.resolve("file");

    assertThatThrownBy(() -> refusing.write(path, new byte[1]))
        .hasMessageContaining("could not be committed")
        .hasMessageContaining("file");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void listsByNameAndTellsWhatEachIs() throws Exception {
    Files.createDirectory(directory.resolve("b"));
    Files.write(directory.resolve("a"), new byte[3]);
    Files.createSymbolicLink(directory.resolve("c"), directory.resolve("a"));
    Files.createSymbolicLink(directory.resolve("d"), directory.resolve("b"));
    Files.createSymbolicLink(directory.resolve("e"), directory.resolve("nothing"));
    shell("mkfifo f");

    assertThat(storage.list(directory.toString()))
        .extracting(FileEntry::name, FileEntry::bytes, FileEntry::kind)
        .containsExactly(
            tuple("a", 3L, FileEntry.Kind.FILE),
            tuple("b", 0L, FileEntry.Kind.DIRECTORY),
            tuple("c", 3L, FileEntry.Kind.FILE),
            tuple("d", 0L, FileEntry.Kind.DIRECTORY),
            tuple("e", 0L, FileEntry.Kind.DANGLING),
            tuple("f", 0L, FileEntry.Kind.SPECIAL));
    assertThat(storage.withoutLinks(directory.resolve("d").toString()))
        .isEqualTo(directory.toRealPath().resolve("b").toString());
  }

  @Test
  @Timeout(20)
  void neverWaitsForAPipe() throws Exception {
    shell("mkfifo f");
    String pipe = directory.resolve("f").toString();

    assertThatThrownBy(() -> storage.open(pipe)).hasMessageContaining("is no regular file");
    assertThatThrownBy(() -> storage.read(pipe, 9)).hasMessageContaining("is no regular file");
  }

  @Test
  void refusesAListingThatWouldLackAName() throws Exception {
    Files.write(directory.resolve("a"), new byte[3]);
    // Neither UTF-8 nor ASCII, whatever this process runs under.
    shell("touch \"$(printf 'caf\\351')\"");
    Assumptions.assumeTrue(directory.toFile().list().length == 2);

    assertThatThrownBy(() -> storage.list(directory.toString()))
        .hasMessageContaining("caf?")
        .hasMessageContaining("LC_ALL=C.UTF-8");
  }

  @Test
  void readsAtAnyPosition() throws IOException {
    Path file = Files.write(directory.resolve("a"), new byte[] {0, 1, 2, 3, 4});
    ByteBuffer two = ByteBuffer.allocate(2);
    try (SeekableByteChannel channel = storage.channel(file.toString())) {
      assertThat(channel.size()).isEqualTo(5);
      assertThat(channel.position(3).read(two)).isEqualTo(2);
      assertThat(channel.position()).isEqualTo(5);
      assertThat(channel.read(two.rewind())).isEqualTo(-1);
      assertThat(channel.position(1).read(two)).isEqualTo(2);
      assertThat(two.array()).containsExactly(1, 2);
    }
  }

  private void shell(String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command).directory(directory.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void deletesDirectoriesAndToleratesNothing() throws IOException {
    String path = directory.resolve("deep/file").toString();
    storage.write(path, new byte[1]);

    storage.delete(directory.resolve("deep").toString());
    storage.delete(directory.resolve("deep").toString());

    assertThat(directory).isEmptyDirectory();
    assertThat(storage.exists(path)).isFalse();
  }

  @Test
  void travelsAsItsSettings() throws Exception {
    Storage made = new Storage(Map.of("fs.refusing.impl", RefusingFileSystem.class.getName()));
    made.exists(directory.toString());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(made);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Storage travelled = (Storage) in.readObject();
      assertThat(travelled.exists("refusing://" + directory)).isTrue();
    }
  }

  /** A local file system under another scheme that says no to every rename. */
  public static final class RefusingFileSystem extends RawLocalFileSystem {

    @Override
    public void initialize(URI uri, Configuration conf) throws IOException {
      super.initialize(uri, conf);
      setConf(conf);
    }

    @Override
    public URI getUri() {
      return URI.create("refusing:///");
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) {
      return false;
    }
  }

  @Test
  void filesInTheMakingOfOneFileAreDeletedAlone() throws IOException {
    String id = ".123e4567-e89b-12d3-a456-426614174000.tmp";
    for (String name : List.of(".a.json" + id, ".b.json" + id, "a.json", ".a.json.claim-1")) {
      Files.createFile(directory.resolve(name));
    }
    Storage.standard().deleteTemporariesOf(directory.resolve("a.json").toString());
    assertThat(directory.resolve(".a.json" + id)).doesNotExist();
    Storage.standard().deleteTemporariesOf(directory.resolve("none/a.json").toString());
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder(".b.json" + id, "a.json", ".a.json.claim-1");
  }
}
