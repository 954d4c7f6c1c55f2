package org.fbnetspark.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderSourceTest {

  @TempDir Path directory;

  private final Collected collected = new Collected();
  private byte[] png;

  @BeforeEach
  void draw() throws IOException {
    png = TestArchive.image("png", 4, 4, 0x102030);
  }

  @Test
  void readsADirectory() throws IOException {
    plant("train/cat/1.png", "train/cat/2.PNG", "train/dog/1.jpeg", "test/dog/3.jpg");

    assertThat(read(directory.toString())).containsExactly("cat", "dog");
    assertThat(collected.described())
        .containsExactly("TEST 1 3.jpg", "TRAIN 0 1.png", "TRAIN 0 2.PNG", "TRAIN 1 1.jpeg");
    RawExample loaded = collected.examples.get(1).loaded(Storage.standard(), SourceLimits.STANDARD);
    assertThat(loaded.fileBytes()).isEqualTo(png);
    assertThat(loaded.decode(SourceLimits.STANDARD).values()).startsWith(0x10, 0x20, 0x30);
    assertThat(collected.reached).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "gz", "xz", "bzip2"})
  void readsAnArchive(String format) throws IOException {
    byte[] tar =
        new TestArchive()
            .directory("set")
            .directory("set/train")
            .directory("set/train/cat")
            .file("set/train/cat/1.png", png)
            .file("./set/val/cat/2.png", png)
            .bytes();
    Path path = directory.resolve("archive");
    Files.write(path, format.equals("tar") ? tar : TestArchive.packed(format, tar));

    assertThat(read(path.toString())).containsExactly("cat");
    assertThat(collected.described()).containsExactly("TRAIN 0 1.png", "TEST 0 2.png");
    assertThat(collected.examples.get(0).fileBytes()).isEqualTo(png);
    assertThat(collected.skipped).isEmpty();
  }

  @Test
  void namesWhatIsNoExample() throws IOException {
    plant("readme.png", "train/cat/1.png", "train/cat/notes.txt", "train/cat/2.webp");
    plant("train/cat/.3.png", "train/__MACOSX/cat/._1.png");
    Files.createSymbolicLink(directory.resolve("train/cat/gone.png"), Path.of("nothing"));
    Files.createSymbolicLink(directory.resolve("train/loop"), directory);

    assertThat(read(directory.toString())).containsExactly("cat");
    assertThat(collected.described()).containsExactly("TRAIN 0 1.png");
    assertThat(collected.skipped)
        .containsOnlyKeys("readme.png", "train/cat/2.webp", "train/cat/gone.png", "train/loop")
        .containsEntry("readme.png", "is not in the folder of a class")
        .containsEntry("train/loop", "is a link back to a folder that it lies in");
    assertThat(collected.notes)
        .containsExactly(
            "hidden files and folders and those of systems do not count: 2, first train/__MACOSX",
            "files that are no pictures do not count: 1, first train/cat/notes.txt");
  }

  @Test
  void followsALinkedClass() throws IOException {
    plant("set/cat/1.png", "elsewhere/deep/2.png", "elsewhere/3.png");
    Files.createSymbolicLink(directory.resolve("set/dog"), directory.resolve("elsewhere"));
    Files.createSymbolicLink(directory.resolve("elsewhere/up"), directory);

    assertThat(read(directory.resolve("set").toString())).containsExactly("cat", "dog");
    assertThat(collected.described())
        .containsExactly("TRAIN 0 1.png", "TRAIN 1 3.png", "TRAIN 1 2.png");
  }

  @Test
  void refusesALinkBehindWhichAClassMayBe() throws IOException {
    plant("cat/1.png", "dog/1.png");
    Files.createSymbolicLink(directory.resolve("owl"), Path.of("nothing"));

    assertThatThrownBy(() -> read(directory.toString()))
        .hasMessageContaining("owl is a link to nothing; a class may be behind it");
  }

  @Test
  @Timeout(20)
  void neverWaitsForAPipe() throws Exception {
    plant("cat/1.png", "dog/1.png");
    Path pipe = directory.resolve("cat/pipe.png");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    read(directory.toString());
    assertThat(collected.skipped).containsEntry("cat/pipe.png", "is a pipe, a device or a socket");
    assertThatThrownBy(() -> read(pipe.toString())).hasMessageContaining("is no regular file");
  }

  @Test
  void namesPathsThatLeaveTheArchiveAndWhatIsNoFile() throws IOException {
    String path =
        new TestArchive()
            .file("train/cat/1.png", png)
            .file("train/cat/1.png", png)
            .file("train/cat/../../../escape.png", png)
            .file("/train/cat/absolute.png", png)
            .file("train/cat\\back.png", png)
            .file("train/cat/bell\u0007.png", png)
            .link("train/cat/soft.png", "/etc/passwd", TarConstants.LF_SYMLINK)
            .link("train/cat/hard.png", "train/cat/1.png", TarConstants.LF_LINK)
            .link("train/cat/device.png", "", TarConstants.LF_CHR)
            .file("__MACOSX/train/cat/._1.png", png)
            .write(directory.resolve("a.tar"));

    read(path);

    assertThat(collected.described()).containsExactly("TRAIN 0 1.png");
    assertThat(collected.skipped)
        .containsOnlyKeys(
            "train/cat/1.png",
            "train/cat/../../../escape.png",
            "/train/cat/absolute.png",
            "train/cat\\back.png",
            "train/cat/bell?.png",
            "train/cat/soft.png",
            "train/cat/hard.png",
            "train/cat/device.png")
        .containsEntry("train/cat/1.png", "is in the archive twice");
  }

  @Test
  void namesAnImageFileBeyondTheLimit() throws IOException {
    String path =
        new TestArchive()
            .file("train/cat/1.png", png)
            .file("train/cat/2.png", new byte[5000])
            .write(directory.resolve("a.tar"));

    read(path, new SourceLimits(10, 1 << 20, 10, 4000, 100));

    assertThat(collected.described()).containsExactly("TRAIN 0 1.png");
    assertThat(collected.skipped.get("train/cat/2.png")).contains("limit of 4000");
  }

  @Test
  void refusesMoreFilesThanTheLimit() throws IOException {
    plant("train/cat/1.png", "train/cat/2.png", "train/cat/3.png");
    String zip =
        TestArchive.zip(
            directory.resolve("a.zip"), Map.of("cat/1.png", png, "cat/2.png", png, "a", png));
    String tar =
        new TestArchive()
            .file("train/cat/1.png", png)
            .file("train/cat/2.png", png)
            .file("train/cat/3.png", png)
            .write(directory.resolve("a.tar"));
    SourceLimits limits = new SourceLimits(2, 1 << 20, 10, 4000, 100);

    assertThatThrownBy(() -> read(tar, limits)).hasMessageContaining("limit of 2 files");
    assertThatThrownBy(() -> read(zip, limits)).hasMessageContaining("limit of 2 files");
    assertThatThrownBy(() -> read(directory.resolve("train").toString(), limits))
        .hasMessageContaining("limit of 2 files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "gz", "xz", "bzip2"})
  void everyTruncationOfAnArchiveIsFound(String format) throws IOException {
    byte[] noise = new byte[3000];
    new java.util.Random(1).nextBytes(noise);
    byte[] tar =
        new TestArchive().file("train/cat/1.png", noise).file("train/cat/2.png", noise).bytes();
    byte[] good = format.equals("tar") ? tar : TestArchive.packed(format, tar);
    // Half of its end mark missing, plain tar may still be whole: the last file's padding is zeros.
    int end = format.equals("tar") ? 2 * (512 + 3072) + 512 : good.length;
    Path path = directory.resolve("cut");
    for (int length = 0; length < end; length += 97) {
      Files.write(path, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> read(path.toString()))
          .as(format + " cut to " + length)
          .isInstanceOf(CorruptFileException.class)
          .hasMessageContaining("cut at byte ");
    }
  }

  @Test
  void everyChangedByteOfAPackedArchiveIsFound() throws IOException {
    byte[] tar = new TestArchive().file("train/cat/1.png", png).bytes();
    byte[] good = TestArchive.packed("xz", tar);
    Path path = directory.resolve("changed.tar.xz");
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 0x40;
      Files.write(path, bad);
      assertThatThrownBy(() -> read(path.toString()))
          .as("byte " + at)
          .isInstanceOf(CorruptFileException.class)
          .hasMessageContaining(path.toString());
    }
  }

  @Test
  void refusesASecondArchiveBehindTheFirst() throws IOException {
    byte[] tar = new TestArchive().file("train/cat/1.png", png).bytes();
    byte[] two = Arrays.copyOf(tar, 2 * tar.length);
    System.arraycopy(tar, 0, two, tar.length, tar.length);
    Path path = Files.write(directory.resolve("two.tar"), two);

    assertThatThrownBy(() -> read(path.toString())).hasMessageContaining("after its end mark");
  }

  @Test
  void refusesALongNameThatWouldFillTheMemory() throws IOException {
    String path =
        new TestArchive()
            .longName(new byte[2 << 20])
            .file("train/cat/1.png", png)
            .write(directory.resolve("a.tar"));

    assertThatThrownBy(() -> read(path)).hasMessageContaining("longer than allowed");
  }

  private void plant(String... names) throws IOException {
    for (String name : names) {
      Path path = directory.resolve(name);
      Files.createDirectories(path.getParent());
      Files.write(path, png);
    }
  }

  private List<String> read(String path) throws IOException {
    return read(path, SourceLimits.STANDARD);
  }

  private List<String> read(String path, SourceLimits limits) throws IOException {
    return new ImageFolderSource(Storage.standard(), path, limits).read(collected);
  }
}
