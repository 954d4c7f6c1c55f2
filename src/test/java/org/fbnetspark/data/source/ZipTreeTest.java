package org.fbnetspark.data.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipTreeTest {

  @TempDir Path directory;

  private final Collected collected = new Collected();
  private Path archive;

  @BeforeEach
  void choose() {
    archive = directory.resolve("set.zip");
  }

  @Test
  void keepsWhatLeavesTheArchiveOut() throws IOException {
    byte[] png = TestArchive.image("png", 4, 4, 0x102030);
    TestArchive.zip(
        archive, Map.of("cat/1.png", png, "../cat/2.png", png, "/cat/3.png", png, "c:/4.png", png));

    assertThat(read(SourceLimits.STANDARD)).containsExactly("cat");
    assertThat(collected.described()).containsExactly("TRAIN 0 1.png");
    assertThat(collected.examples.get(0).fileBytes()).isEqualTo(png);
    assertThat(collected.skipped).containsOnlyKeys("../cat/2.png", "/cat/3.png", "c:/4.png");
  }

  @Test
  void refusesABomb() throws IOException {
    TestArchive.zip(archive, Map.of("cat/1.png", new byte[65 << 20], "dog/2.png", new byte[9]));
    SourceLimits limits = new SourceLimits(9, 1L << 40, 10, 1 << 30, 100);
    assertThatThrownBy(() -> read(limits)).hasMessageContaining("more than 10 times");
    SourceLimits bytes = new SourceLimits(9, 1 << 20, 10000, 1 << 30, 100);
    assertThatThrownBy(() -> read(bytes)).hasMessageContaining("limit of 1048576 bytes");
  }

  @Test
  void refusesEncryptedFiles() throws IOException {
    TestArchive.zip(archive, Map.of("cat/1.png", new byte[9]));
    byte[] bytes = Files.readAllBytes(archive);
    // The flags in the archive's directory at its end.
    bytes[indexOf(bytes, "PK\u0001\u0002") + 8] |= 1;
    Files.write(archive, bytes);

    assertThatThrownBy(() -> read(SourceLimits.STANDARD)).hasMessageContaining("is encrypted");
  }

  @Test
  void refusesNamesInAnotherCharacterSet() throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(archive)) {
      zip.setEncoding("ISO-8859-1");
      zip.setUseLanguageEncodingFlag(false);
      zip.putArchiveEntry(new ZipArchiveEntry("\u00e9l\u00e8ve/1.png"));
      zip.write(new byte[9]);
      zip.closeArchiveEntry();
    }

    assertThatThrownBy(() -> read(SourceLimits.STANDARD))
        .hasMessageContaining("'?l?ve/1.png', in a folder whose name is not UTF-8");
  }

  @Test
  void refusesALinkThatMayBeAClass() throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(archive)) {
      ZipArchiveEntry link = new ZipArchiveEntry("dog");
      link.setUnixMode(0120777);
      zip.putArchiveEntry(link);
      zip.write("cat".getBytes(UTF_8));
      zip.closeArchiveEntry();
    }

    assertThatThrownBy(() -> read(SourceLimits.STANDARD))
        .hasMessageContaining("dog is a link, which archives do not follow");
  }

  @Test
  void everyDamageIsFoundOrHarmless() throws IOException {
    byte[] png = TestArchive.image("png", 4, 4, 0x102030);
    Map<String, byte[]> files = new TreeMap<>(Map.of("cat/1.png", png, "dog/2.png", png));
    byte[] good = Files.readAllBytes(Path.of(TestArchive.zip(archive, files)));
    for (int length = 0; length < good.length; length += 7) {
      Files.write(archive, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> read(SourceLimits.STANDARD))
          .as("cut to " + length)
          .isInstanceOf(CorruptFileException.class);
    }
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(archive, bad);
      try {
        read(SourceLimits.STANDARD);
      } catch (IOException refused) {
        assertThat(refused).hasMessageContaining("set.zip");
      }
    }
    assertThat(collected.examples)
        .allSatisfy(example -> assertThat(example.fileBytes()).isEqualTo(png));
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, ISO_8859_1).indexOf(text);
  }

  private List<String> read(SourceLimits limits) throws IOException {
    return new ImageFolderSource(Storage.standard(), archive.toString(), limits).read(collected);
  }
}
