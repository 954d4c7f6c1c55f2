package org.fbnetspark.data.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
              "generated",
              (storage, settings) ->
                  new GeneratedSource(
                      settings.generated(), new SeedTree(settings.seed()).child("generated"))));

  private SourceCatalog() {}

  /** The names, in alphabetical order. */
  public static List<String> kinds() {
    return List.copyOf(OPENERS.keySet());
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
}
