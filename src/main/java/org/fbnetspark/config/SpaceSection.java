package org.fbnetspark.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.fbnetspark.domain.name.Nearest;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.InvalidSpaceException;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stage;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stem;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.domain.space.SpaceDefinition;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.experiment.SpaceSettings;

/** Reads {@code space.*}: a space of the catalog, parts of it replaced, or one of one's own. */
final class SpaceSection {

  private static final Range WIDTH = Range.between(1, 65_536);
  private static final Range STRIDE = Range.between(1, 4);
  private static final Range SIDE = Range.between(1, 4096);

  private static final Set<String> SETTABLE =
      Set.of(
          "space.input",
          "space.stem",
          "space.stages",
          "space.candidates",
          "space.skip-at-shape-changes",
          "space.last-width");

  private final Keys keys;

  SpaceSection(Keys keys) {
    this.keys = keys;
  }

  Optional<SpaceSettings> read() {
    String name = keys.text("space.name");
    int lastMap = keys.integer("space.last-map", SIDE);
    Parts parts =
        new Parts(
            unlessNull("space.input", this::input),
            unlessNull("space.stem", key -> keys.object(key, SpaceSection::stem)),
            unlessNull("space.stages", key -> keys.objects(key, SpaceSection::stage)),
            unlessNull("space.candidates", keys::texts),
            unlessNull("space.skip-at-shape-changes", keys::truth),
            keys.optionalInteger("space.last-width", WIDTH));
    boolean published = SpaceCatalog.names().contains(name);
    if (!published && parts.stages().isEmpty()) {
      keys.refuse(
          "space.name",
          "must be one of "
              + String.join(", ", SpaceCatalog.names())
              + Nearest.hint(name, SpaceCatalog.names())
              + "; a space of your own needs space.stages");
      return Optional.empty();
    }
    if (!published && !complete(parts)) {
      return Optional.empty();
    }
    if (published && SpaceCatalog.named(name) instanceof MaskedDefinition) {
      refuseParts(name);
    }
    try {
      SpaceDefinition definition =
          published ? parts.over(SpaceCatalog.named(name)) : parts.own(name);
      definition.space();
      return Optional.of(new SpaceSettings(definition, parts.input().isPresent(), lastMap));
    } catch (InvalidSpaceException invalid) {
      Map<String, List<String>> reasons = new LinkedHashMap<>();
      invalid
          .problems()
          .forEach(
              problem ->
                  reasons
                      .computeIfAbsent(blamed(problem.part()), key -> new ArrayList<>())
                      .add(problem.reason()));
      reasons.forEach((key, all) -> keys.refuse(key, String.join("; ", all)));
      return Optional.empty();
    }
  }

  /** A space of masked widths is no table of stages; the keys have no room for its rows. */
  private void refuseParts(String name) {
    SETTABLE.stream()
        .filter(key -> !key.equals("space.input") && !keys.isNull(key))
        .sorted()
        .forEach(
            key -> keys.refuse(key, "must be null: of " + name + " only the input can be set"));
  }

  /** The key that sets a part, or else one that replaces something which the part does not fit. */
  private String blamed(String part) {
    return Stream.of(part, "stages", "candidates", "stem", "skip-at-shape-changes", "input")
        .map("space."::concat)
        .filter(key -> SETTABLE.contains(key) && !keys.isNull(key))
        .findFirst()
        .orElse("space.name");
  }

  private record Parts(
      Optional<ImageShape> input,
      Optional<Stem> stem,
      Optional<List<Stage>> stages,
      Optional<List<String>> candidates,
      Optional<Boolean> skips,
      Optional<Integer> lastWidth) {

    SpaceDefinition over(SpaceDefinition base) {
      return base instanceof LayerwiseDefinition layerwise
          ? over(layerwise)
          : input.map(shape -> base.resized(shape, 1)).orElse(base);
    }

    private LayerwiseDefinition over(LayerwiseDefinition base) {
      return new LayerwiseDefinition(
          base.name(),
          input.orElse(base.input()),
          stem.orElse(base.stem()),
          stages.orElse(base.stages()),
          candidates.orElse(base.candidates()),
          skips.orElse(base.skipAtShapeChanges()),
          lastWidth.orElse(base.lastWidth()),
          base.classes());
    }

    /** A definition from these parts alone; the data will say how many classes there are. */
    LayerwiseDefinition own(String name) {
      return new LayerwiseDefinition(
          name,
          input.orElseThrow(),
          stem.orElseThrow(),
          stages.orElseThrow(),
          candidates.orElse(List.of()),
          skips.orElse(true),
          lastWidth.orElseThrow(),
          1000);
    }
  }

  private boolean complete(Parts parts) {
    require(parts.input(), "space.input");
    require(parts.stem(), "space.stem");
    require(parts.lastWidth(), "space.last-width");
    return parts.input().isPresent() && parts.stem().isPresent() && parts.lastWidth().isPresent();
  }

  private void require(Optional<?> part, String key) {
    if (part.isEmpty()) {
      keys.refuse(key, "must be given for a space of your own");
    }
  }

  private <T> Optional<T> unlessNull(String key, Function<String, T> reader) {
    return keys.isNull(key) ? Optional.empty() : Optional.of(reader.apply(key));
  }

  private ImageShape input(String key) {
    List<Integer> sides = keys.integers(key, SIDE);
    if (sides.size() != 3) {
      keys.refuse(key, "must be [height, width, channels]");
      return new ImageShape(1, 1, 1);
    }
    return new ImageShape(sides.get(0), sides.get(1), sides.get(2));
  }

  private static Stem stem(Keys keys) {
    return new Stem(
        keys.integer("kernel", Range.between(1, Conv.LARGEST_KERNEL)),
        keys.integer("width", WIDTH),
        keys.integer("stride", STRIDE));
  }

  private static Stage stage(Keys keys) {
    return new Stage(
        keys.integer("width", WIDTH),
        keys.integer("layers", Range.between(1, 1000)),
        keys.integer("stride", STRIDE),
        keys.isNull("candidates") ? List.of() : keys.texts("candidates"));
  }
}
