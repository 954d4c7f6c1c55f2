package org.fbnetspark.data.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.data.Pixels;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarSourceTest {

  private static final int RECORD = 3073;

  @TempDir Path directory;

  private final Collected collected = new Collected();

  @Test
  void readsCifar10FromItsArchive() throws IOException {
    Path path = directory.resolve("cifar-10-binary.tar.gz");
    Files.write(path, TestArchive.packed("gz", archive(records(3, 9)).bytes()));

    List<String> names = read("cifar10", path);

    assertThat(names).hasSize(10).startsWith("class0", "class1");
    assertThat(collected.described())
        .hasSize(12)
        .startsWith("TRAIN 3 data_batch_1.bin#0", "TRAIN 9 data_batch_1.bin#1")
        .endsWith("TEST 3 test_batch.bin#0", "TEST 9 test_batch.bin#1");
    Pixels pixels = collected.examples.get(1).decode(SourceLimits.STANDARD);
    // The first position's red, green and blue lie 1024 bytes apart; see records.
    assertThat(pixels.values()).startsWith(1, 2, 3);
    assertThat(pixels.values()).endsWith(4, 5, 6);
  }

  @Test
  void readsCifar100FromADirectory() throws IOException {
    byte[] record = new byte[RECORD + 1];
    record[0] = 19;
    record[1] = 99;
    Files.write(directory.resolve("train.bin"), record);
    Files.write(directory.resolve("test.bin"), record);
    Files.writeString(directory.resolve("fine_label_names.txt"), names(100));

    assertThat(read("cifar100", directory)).hasSize(100);
    assertThat(collected.described())
        .containsExactlyInAnyOrder("TRAIN 99 train.bin#0", "TEST 99 test.bin#0");
  }

  @Test
  void readsThePythonVersionWithoutRunningIt() throws IOException {
    byte[] batch = TestPickle.batch(2, new byte[] {3, 9}, records(3, 9));
    Path path = directory.resolve("cifar-10-python.tar.gz");
    Files.write(path, TestArchive.packed("gz", python(batch).bytes()));

    assertThat(read("cifar10", path)).hasSize(10).startsWith("class0", "class1");
    assertThat(collected.described())
        .hasSize(12)
        .startsWith("TRAIN 3 data_batch_1#0", "TRAIN 9 data_batch_1#1")
        .endsWith("TEST 3 test_batch#0", "TEST 9 test_batch#1");
    Pixels pixels = collected.examples.get(1).decode(SourceLimits.STANDARD);
    assertThat(pixels.values()).startsWith(1, 2, 3).endsWith(4, 5, 6);
  }

  @Test
  void refusesAPickleThatIsNotOfImages() throws IOException {
    byte[] good = TestPickle.batch(2, new byte[] {3, 9}, records(3, 9));
    refuses(python(TestPickle.batch(2, new byte[] {3, 10}, records(3, 9))), "has label 10 of 10");
    refuses(python(TestPickle.batch(2, new byte[] {3}, records(3, 9))), "for each of its 1 labels");
    refuses(python(java.util.Arrays.copyOf(good, 3000)), "ends within");
    refuses(python(TestPickle.call("os", "system", "id")), "calls for os.system, which is not run");
    refuses(python(TestPickle.call("builtins", "eval", "1")), "calls for builtins.eval");
    refuses(python(new byte[] {(byte) 0x80, 2, '}', '.'}), "holds no list 'labels'");
    refuses(python(new byte[] {(byte) 0x80, 2, '.'}), "is no sound pickle");
    refuses(python("I1\n.".getBytes(UTF_8)), "holds instruction 73, which is not read");
    refuses(
        python(new byte[] {(byte) 0x80, 2, 'T', -1, -1, -1, 127, '.'}),
        "holds texts of more than 268435456 bytes");
  }

  @Test
  void everyDamageToAPickleIsFoundOrHarmless() throws IOException {
    byte[] good = TestPickle.batch(2, new byte[] {3, 9}, records(3, 9));
    java.util.Random random = new java.util.Random(1);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] bad = good.clone();
      int at = random.nextInt(300);
      bad[at < 150 ? at : bad.length - 300 + at] = (byte) random.nextInt(256);
      try {
        Pickle.dict(new DataInputStream(new ByteArrayInputStream(bad)), 1 << 20);
      } catch (IOException e) {
        refused++;
        assertThat(String.valueOf(e.getMessage())).matches("[ -~]*");
      }
    }
    assertThat(refused).isGreaterThan(400);
  }

  @Test
  void refusesWhatIsMissingOrBroken() throws IOException {
    byte[] good = records(3, 9);
    refuses(new TestArchive().file("c/data_batch_1.bin", good), "lacks [batches.meta.txt, data_");
    refuses(archive(java.util.Arrays.copyOf(good, 5000)), "whole record of 3073 bytes");
    refuses(archive(new byte[0]), "whole record");
    refuses(archive(records(3, 10)), "at byte 3073: has label 10 of 10 classes");
    refuses(archive(good).file("other/test_batch.bin", good), "besides c/test_batch.bin");
    Path cut = directory.resolve("cut");
    Files.write(cut, java.util.Arrays.copyOf(archive(good).bytes(), 20_000));
    assertThatThrownBy(() -> read("cifar10", cut)).isInstanceOf(CorruptFileException.class);
  }

  @Test
  void refusesAWrongNumberOfNames() throws IOException {
    Files.write(directory.resolve("train.bin"), new byte[RECORD + 1]);
    Files.write(directory.resolve("test.bin"), new byte[RECORD + 1]);
    Files.writeString(directory.resolve("fine_label_names.txt"), names(99));

    assertThatThrownBy(() -> read("cifar100", directory)).hasMessageContaining("names 99 classes");
  }

  private void refuses(TestArchive archive, String reason) throws IOException {
    Path path = directory.resolve("refused.tar");
    archive.write(path);
    assertThatThrownBy(() -> read("cifar10", path))
        .hasMessageContaining("refused.tar")
        .hasMessageContaining(reason);
  }

  private static TestArchive archive(byte[] batch) {
    TestArchive archive = new TestArchive().file("c/readme.html", new byte[] {1});
    for (int i = 1; i <= 5; i++) {
      archive.file("c/data_batch_" + i + ".bin", batch);
    }
    return archive
        .file("c/batches.meta.txt", names(10).getBytes(UTF_8))
        .file("c/test_batch.bin", batch);
  }

  private static TestArchive python(byte[] batch) {
    TestArchive archive = new TestArchive();
    for (int i = 1; i <= 5; i++) {
      archive.file("c/data_batch_" + i, batch);
    }
    return archive
        .file(
            "c/batches.meta",
            TestPickle.names(names(10).lines().filter(n -> !n.isEmpty()).toList()))
        .file("c/test_batch", batch);
  }

  private static byte[] records(int... labels) {
    byte[] bytes = new byte[labels.length * RECORD];
    for (int i = 0; i < labels.length; i++) {
      bytes[i * RECORD] = (byte) labels[i];
      for (int c = 0; c < 3; c++) {
        bytes[i * RECORD + 1 + c * 1024] = (byte) (c + 1);
        bytes[i * RECORD + 1 + c * 1024 + 1023] = (byte) (c + 4);
      }
    }
    return bytes;
  }

  private static String names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "class" + i).collect(Collectors.joining("\n"))
        + "\n\n";
  }

  private List<String> read(String kind, Path path) throws IOException {
    return SourceCatalog.open(
            Storage.standard(),
            new SourceSettings(
                kind,
                Optional.of(path.toString()),
                SourceLimits.STANDARD,
                ParquetColumns.FOUND,
                new GeneratedSettings(2, 8, 2, 0),
                1))
        .read(collected);
  }
}
