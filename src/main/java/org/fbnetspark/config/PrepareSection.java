package org.fbnetspark.config;

import java.util.Optional;
import org.fbnetspark.data.ImageDecoder;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.source.GeneratedSettings;
import org.fbnetspark.data.source.ParquetColumns;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.data.source.SourceCatalog;
import org.fbnetspark.data.source.SourceLimits;
import org.fbnetspark.data.source.SourceSettings;

/** Reads {@code prepare.*}; empty where rules that join several keys are broken. */
final class PrepareSection {

  private static final String GENERATED = "generated";
  private static final Range SHARDS = Range.between(1, PrepareSettings.MAX_SHARDS);

  private final Keys keys;

  PrepareSection(Keys keys) {
    this.keys = keys;
  }

  Optional<PrepareSettings> read() {
    String name = keys.text("prepare.name");
    ImageEncoding encoding = keys.named("prepare.encoding", ImageEncoding.class);
    Optional<Integer> side = keys.optionalInteger("prepare.side", Range.between(1, 4096));
    int train = keys.integer("prepare.train-shards", SHARDS);
    int test = keys.integer("prepare.test-shards", SHARDS);
    double testShare = keys.number("prepare.test-share", Range.atLeastBelow(0, 1));
    double maxSkipped = keys.number("prepare.max-skipped-share", Range.between(0, 1));
    long seed = keys.longInteger("seed");
    Optional<SourceSettings> source = source(seed);
    if (encoding == ImageEncoding.FILES && side.isEmpty()) {
      keys.refuse("prepare.encoding", "needs prepare.side, the size that batches are cut to");
      return Optional.empty();
    }
    if (encoding == ImageEncoding.FILES
        && source.isPresent()
        && source.get().limits().maxImagePixels() > ImageDecoder.STANDARD.maxPixels()) {
      keys.refuse(
          "prepare.limits.image-pixels",
          "must be at most "
              + ImageDecoder.STANDARD.maxPixels()
              + ", what is decoded when a batch is cut, where prepare.encoding is files");
      return Optional.empty();
    }
    if (encoding == ImageEncoding.FILES
        && source.isPresent()
        && !SourceCatalog.kindsOfFiles().contains(source.get().kind())) {
      keys.refuse(
          "prepare.encoding",
          "must be pixels where prepare.source is "
              + source.get().kind()
              + ", whose images are no files; "
              + String.join(" and ", SourceCatalog.kindsOfFiles())
              + " have files");
      return Optional.empty();
    }
    if (train + test > PrepareSettings.MAX_SHARDS) {
      keys.refuse(
          "prepare.train-shards",
          "must be together with prepare.test-shards at most " + PrepareSettings.MAX_SHARDS);
      return Optional.empty();
    }
    return source.map(
        s ->
            new PrepareSettings(name, s, encoding, side, train, test, testShare, maxSkipped, seed));
  }

  private Optional<SourceSettings> source(long seed) {
    String kind = keys.named("prepare.source", SourceCatalog.kinds());
    Optional<String> path = keys.optionalPath("prepare.path");
    SourceLimits limits =
        new SourceLimits(
            keys.integer("prepare.limits.entries", Range.atLeast(1)),
            keys.longInteger("prepare.limits.bytes", Range.atLeast(1)),
            keys.integer("prepare.limits.expansion", Range.atLeast(1)),
            keys.integer("prepare.limits.image-bytes", Range.atLeast(1)),
            keys.longInteger("prepare.limits.image-pixels", Range.atLeast(1)));
    ParquetColumns parquet =
        new ParquetColumns(
            keys.optionalText("prepare.parquet.image-column"),
            keys.optionalText("prepare.parquet.label-column"));
    Optional<GeneratedSettings> generated = generated();
    if (kind.equals(GENERATED) && path.isPresent()) {
      keys.refuse(
          "prepare.path",
          "must be null where prepare.source is generated, for generated images have none");
      return Optional.empty();
    }
    if (!kind.equals(GENERATED) && path.isEmpty()) {
      keys.refuse(
          "prepare.path", "must be the file or directory that prepare.source, " + kind + ", reads");
      return Optional.empty();
    }
    return generated.map(g -> new SourceSettings(kind, path, limits, parquet, g, seed));
  }

  private Optional<GeneratedSettings> generated() {
    int classes = keys.integer("prepare.generated.classes", Range.between(2, 40));
    int side = keys.integer("prepare.generated.side", Range.between(8, 1024));
    int train = keys.integer("prepare.generated.train", Range.atLeast(2));
    int test = keys.integer("prepare.generated.test", Range.atLeast(0));
    if (train < classes) {
      keys.refuse(
          "prepare.generated.train",
          "must be at least one a class, prepare.generated.classes (" + classes + ")");
      return Optional.empty();
    }
    return Optional.of(new GeneratedSettings(classes, side, train, test));
  }
}
