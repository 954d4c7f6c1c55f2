package org.fbnetspark.data;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.Storage;

/** Small shards and their manifest. */
final class TinyData {

  static final ImageShape SHAPE = new ImageShape(4, 3, 2);

  private TinyData() {}

  /** Eight examples of {@link #SHAPE}, labels 0, 1, 2, 0, …, pixels counting up from 1. */
  static ShardBuilder pixels() {
    ShardBuilder builder = new ShardBuilder(ImageEncoding.PIXELS, SHAPE, 3);
    byte value = 1;
    for (int i = 0; i < 8; i++) {
      byte[] image = new byte[(int) SHAPE.elements()];
      for (int j = 0; j < image.length; j++) {
        image[j] = value++;
      }
      builder.add(i % 3, image);
    }
    return builder;
  }

  static DatasetManifest manifest(ImageEncoding encoding, ImageShape shape, ShardFile... shards) {
    return new DatasetManifest(
        "tiny",
        "made by hand",
        shape,
        encoding,
        Stream.of("a", "b", "c").map(name -> new DatasetClass(name, 3, 0)).toList(),
        new ChannelStatistics(
            IntStream.range(0, shape.channels()).mapToObj(c -> 0.25 * (c + 1)).toList(),
            IntStream.range(0, shape.channels()).mapToObj(c -> 0.5 / (c + 1)).toList()),
        List.of(shards),
        List.of(),
        SkippedExamples.NONE);
  }

  static Shard written(ShardBuilder builder, ImageEncoding encoding, ImageShape shape, String path)
      throws IOException {
    ShardFile file = builder.write(Storage.standard(), path);
    return Shard.read(Storage.standard(), file, manifest(encoding, shape, file));
  }

  static SeedTree seeds(long seed) {
    return new SeedTree(seed);
  }
}
