package org.fbnetspark.data.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fbnetspark.data.source.CifarSource.Variant;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.store.Storage;

/** Every kind of source by its name in the configuration; a new one is one line here. */
public final class SourceCatalog {

  private interface Opener {
    ExampleSource open(Storage storage, SourceSettings settings);
  }

  private static final Map<String, Opener> OPENERS =
      new TreeMap<>(
          Map.of(
              "cifar10",
              (storage, s) -> new CifarSource(Variant.CIFAR10, storage, path(s), s.limits()),
              "cifar100",
              (storage, s) -> new CifarSource(Variant.CIFAR100, storage, path(s), s.limits()),
              "generated",
              (storage, s) ->
                  new GeneratedSource(s.generated(), new SeedTree(s.seed()).child("generated")),
              "idx",
              (storage, s) -> new IdxSource(storage, path(s), s.limits()),
              "image-folder",
              (storage, s) -> new ImageFolderSource(storage, path(s), s.limits()),
              "parquet",
              (storage, s) -> new ParquetSource(storage, path(s), s.parquet(), s.limits())));

  /** Sources of JPEG and PNG files; the others have pixels alone. */
  private static final List<String> OF_FILES = List.of("image-folder", "parquet");

  private SourceCatalog() {}

  /** The names, in alphabetical order. */
  public static List<String> kinds() {
    return List.copyOf(OPENERS.keySet());
  }

  /** The names of those whose images are files that shards may hold as they are. */
  public static List<String> kindsOfFiles() {
    return OF_FILES;
  }

  /** Opens a source; nothing is read yet. */
  public static ExampleSource open(Storage storage, SourceSettings settings) {
    return Optional.ofNullable(OPENERS.get(settings.kind()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Data source '" + settings.kind() + "' is not one of " + kinds()))
        .open(storage, settings);
  }

  private static String path(SourceSettings settings) {
    return settings
        .path()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Data source '" + settings.kind() + "' needs the path of its files"));
  }
}
