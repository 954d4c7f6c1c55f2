package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.ShardBuilder;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.run.DatasetDirectory;
import org.fbnetspark.store.Storage;

/**
 * A data set that is drawn.
 *
 * @param name of the data set
 * @param image extent of its images
 * @param classes number of them
 * @param drawing draws an example
 */
record DrawnData(String name, ImageShape image, int classes, Drawing drawing) {

  private static final int TRAIN_FILES = 4;
  private static final int EXAMPLES = 480;

  /** Draws the pixels of an image of a class. */
  interface Drawing {
    byte[] draw(int label, RandomGenerator random);
  }

  /** A prepared data set in a directory: as many examples of each class in every file. */
  public Path prepared(Path directory, long seed) throws IOException {
    Files.createDirectories(directory);
    SeedTree seeds = new SeedTree(seed).child(name);
    List<ShardFile> train = new ArrayList<>();
    for (int i = 0; i < TRAIN_FILES; i++) {
      train.add(file(directory.resolve("train-" + i), seeds.child(i)));
    }
    ShardFile test = file(directory.resolve("test"), seeds.child(TRAIN_FILES));
    int each = EXAMPLES / classes;
    DatasetManifest manifest =
        new DatasetManifest(
            name,
            "made for tests",
            image,
            ImageEncoding.PIXELS,
            IntStream.range(0, classes)
                .mapToObj(i -> new DatasetClass("class-" + i, TRAIN_FILES * each, each))
                .toList(),
            new ChannelStatistics(List.of(0.5, 0.5, 0.5), List.of(0.2, 0.2, 0.2)),
            train,
            List.of(test),
            SkippedExamples.NONE);
    DatasetDirectory.at(Storage.standard(), directory.toString()).commit(manifest);
    return directory;
  }

  private ShardFile file(Path path, SeedTree seeds) throws IOException {
    ShardBuilder builder = new ShardBuilder(ImageEncoding.PIXELS, image, classes);
    RandomGenerator random = seeds.generator();
    for (int i = 0; i < EXAMPLES; i++) {
      builder.add(i % classes, drawing.draw(i % classes, random));
    }
    builder.shuffle(seeds.child("order"));
    return builder.write(Storage.standard(), path.toString());
  }
}
