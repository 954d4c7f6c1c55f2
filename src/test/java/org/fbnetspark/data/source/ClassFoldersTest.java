package org.fbnetspark.data.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule of classes over trees as people have them, each as directory, tar and zip archive. */
class ClassFoldersTest {

  private static final String ANNOTATED =
      "train/n1/images/a.JPEG train/n1/n1_boxes.txt train/n2/images/b.JPEG wnids.txt"
          + " val/images/c.JPEG val/images/d.JPEG val/val_annotations.txt test/images/e.JPEG";

  @TempDir Path directory;

  private Collected collected = new Collected();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cat/1.png dog/2.png | TRAIN cat 1, TRAIN dog 2
          set/cat/1.png set/dog/2.png | TRAIN cat 1, TRAIN dog 2
          train/cat/1.png train/dog/2.png | TRAIN cat 1, TRAIN dog 2
          Training_Set/cat/1.png test-set/cat/2.png | TRAIN cat 1, TEST cat 2
          a/b/train/cat/1.png a/b/test/cat/2.png a/xml/3.xml | TRAIN cat 1, TEST cat 2
          train/train/cat/1.png test/test/cat/2.png | TRAIN cat 1, TEST cat 2
          train/cat/1.png valid/cat/2.png | TRAIN cat 1, TEST cat 2
          train/cat/1.png valid/cat/2.png test/cat/3.png | TRAIN cat 1, TRAIN cat 2, TEST cat 3
          cat/1.png cat/extra/2.png dog/3.png | TRAIN cat 1, TRAIN cat 2, TRAIN dog 3
          train/cat/b1/1.png train/dog/2.png test/dog/3.png | TRAIN cat 1, TRAIN dog 2, TEST dog 3
          train/cat/1.png train/.ipynb_checkpoints/2.png | TRAIN cat 1
          cat/1.png __MACOSX/cat/._1.png @eaDir/cat/2.png | TRAIN cat 1
          bus/1.png train/2.png plane/3.png | TRAIN bus 1, TRAIN plane 3, TRAIN train 2
          train/bus/1.png train/train/2.png test/bus/3.png | TRAIN bus 1, TRAIN train 2, TEST bus 3
          train/cat/1.png val/cat/2.png test/unknown/3.png test/4.png | TRAIN cat 1, TEST cat 2
          train/cat/1.png test/cat/2.png unlabeled/3.png | TRAIN cat 1, TEST cat 2
          """)
  void everyTreeGivesItsClasses(String files, String expected) throws IOException {
    for (String tree : trees(files, "")) {
      assertThat(read(tree)).as(tree).containsExactlyInAnyOrder(expected.split(", "));
    }
  }

  @Test
  void classesOfASplitMayStandInAFile() throws IOException {
    for (String tree : trees(ANNOTATED, "c.JPEG\tn2\t0\t0\nd.JPEG\tn1\t0\t0\n")) {
      assertThat(read(tree))
          .as(tree)
          .containsExactlyInAnyOrder("TRAIN n1 a", "TRAIN n2 b", "TEST n2 c", "TEST n1 d");
      assertThat(collected.notes)
          .contains(
              "'test' has no folders of classes: its 1 pictures are left out",
              "the validation images are the test images, for there are no others");
      assertThat(collected.skipped).isEmpty();
    }
    for (String tree : trees(ANNOTATED, "c.JPEG\tn3\n")) {
      assertThatThrownBy(() -> read(tree)).hasMessageContaining("classes that train has not: 'n3'");
    }
    for (String tree : trees(ANNOTATED, "c.JPEG n1\n")) {
      assertThatThrownBy(() -> read(tree)).hasMessageContaining("in line 1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train/cat/1.png test/cat/2.png test/dog/3.png | class 'dog' has no JPEG or PNG file
          train/cat/1.png train/dog/2.webp | class 'dog' has no JPEG or PNG file to train with
          train/cat/1.png test/dog/2.png test/owl/2.png | class 'dog' has no JPEG or PNG file
          train/cat/1.png test/Cat/2.png | class 'cat' is there twice, also as 'Cat'
          test/cat/1.png test/dog/2.png | 'test' is there, but no split to train with
          cat/train/1.png cat/test/2.png dog/train/3.png | 'cat' holds splits, but lies beside
          a/train/cat/1.png b/train/cat/2.png | 'a' holds splits, but lies beside
          train/cat/1.png extra/cat/2.png | 'train' may be a split or a class
          train/cat/1.png training/cat/2.png test/cat/3.png | are the same split
          train/1.png test/2.png | 'train' holds pictures, but no folders of classes
          """)
  void refusesATreeThatLeavesAClassInDoubt(String files, String reason) throws IOException {
    for (String tree : trees(files, "")) {
      assertThatThrownBy(() -> read(tree))
          .as(tree)
          .hasMessageContaining(tree)
          .hasMessageContaining(reason);
    }
  }

  @Test
  void refusesAnEmptyFolderOfAClass() throws IOException {
    String tree = trees("train/cat/1.png test/cat/2.png", "").get(0);
    Files.createDirectories(Path.of(tree, "train/owl"));

    assertThatThrownBy(() -> read(tree)).hasMessageContaining("class 'owl' has no");
  }

  @Test
  void tellsWhatItDidNotTakeAsItIs() throws IOException {
    String files = "train/cat/b1/1.png train/dog/2.png valid/cat/3.png test/cat/4.png more/5.png";
    for (String tree : trees(files, "")) {
      read(tree);
      assertThat(collected.notes)
          .containsExactly(
              "'more' lies beside the splits: its 1 pictures are left out",
              "the validation images join the training images, for there are test images too, and"
                  + " searches and retrainings keep images of their own from those they train on",
              "folders below the folder of a class are of that class: 1, first 'train/cat/b1'",
              "classes without test images: 'dog'");
    }
  }

  /** The tree as directory, tar and zip archive. */
  private List<String> trees(String files, String annotations) throws IOException {
    byte[] png = TestArchive.image("png", 4, 4, 0x102030);
    Path root = Files.createTempDirectory(directory, "tree");
    TestArchive tar = new TestArchive();
    Map<String, byte[]> zip = new TreeMap<>();
    for (String file : files.split(" ")) {
      byte[] content = file.endsWith(".txt") ? annotations.getBytes(UTF_8) : png;
      Files.createDirectories(root.resolve("set").resolve(file).getParent());
      Files.write(root.resolve("set").resolve(file), content);
      tar.file(file, content);
      zip.put(file, content);
    }
    List<String> trees = new ArrayList<>();
    trees.add(root.resolve("set").toString());
    trees.add(tar.write(root.resolve("a.tar")));
    trees.add(TestArchive.zip(root.resolve("a.zip"), zip));
    return trees;
  }

  /** Split, class and file name without ending of every example. */
  private List<String> read(String tree) throws IOException {
    collected = new Collected();
    List<String> names =
        new ImageFolderSource(Storage.standard(), tree, SourceLimits.STANDARD).read(collected);
    assertThat(names).isSorted();
    return collected.examples.stream()
        .map(
            e ->
                e.split()
                    + " "
                    + names.get(e.label())
                    + " "
                    + RelativePath.last(e.name()).replaceFirst("\\..*", ""))
        .toList();
  }
}
