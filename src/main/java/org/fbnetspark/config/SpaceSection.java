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
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.InvalidSpaceException;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stage;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stem;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.domain.space.MaskedDefinition.Row;
import org.fbnetspark.domain.space.SpaceDefinition;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.experiment.SpaceSettings;

/** Reads {@code space.*}: a space of the catalog, parts of it replaced, or one of one's own. */
final class SpaceSection {

  private static final Range WIDTH = Range.between(1, 65_536);
  private static final Range STRIDE = Range.between(1, 4);
  private static final Range SIDE = Range.between(1, 4096);

  private static final Range EXPANSION = Range.aboveUpTo(0, 99);
  private static final Range LAYERS = Range.between(1, 1000);

  /** Parts of a space of layers alone. */
  private static final Set<String> OF_LAYERS =
      Set.of("space.stages", "space.candidates", "space.skip-at-shape-changes", "space.activation");

  /** Parts of a space of masked widths alone. */
  private static final Set<String> OF_MASKS = Set.of("space.sides", "space.rows");

  /** Parts of either of them. */
  private static final Set<String> OF_CHAINS = Set.of("space.stem", "space.last-width");

  private static final String INPUT = "space.input";

  /** What a space is made of. */
  private enum Kind {
    LAYERS(" is made of stages of layers"),
    MASKS(" is made of rows of masked widths"),
    CELLS(" is made of cells");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    static Kind of(SpaceDefinition definition) {
      return definition instanceof CellDefinition
          ? CELLS
          : definition instanceof MaskedDefinition ? MASKS : LAYERS;
    }

    /** Keys of parts that it has none of. */
    Stream<String> others() {
      Stream<String> chains = this == CELLS ? OF_CHAINS.stream() : CellParts.KEYS.stream();
      Stream<String> layers = this == LAYERS ? Stream.empty() : OF_LAYERS.stream();
      Stream<String> masks = this == MASKS ? Stream.empty() : OF_MASKS.stream();
      return Stream.of(chains, layers, masks).flatMap(keys -> keys);
    }
  }

  private static final Map<String, Activation> ACTIVATIONS = new LinkedHashMap<>();
  private static final Map<String, Boolean> SQUEEZE_EXCITE = new LinkedHashMap<>();

  static {
    for (Activation activation : Activation.values()) {
      ACTIVATIONS.put(activation.word(), activation);
    }
    SQUEEZE_EXCITE.put("none", false);
    SQUEEZE_EXCITE.put("se", true);
  }

  private final Keys keys;

  SpaceSection(Keys keys) {
    this.keys = keys;
  }

  Optional<SpaceSettings> read() {
    String name = keys.text("space.name");
    int lastMap = keys.integer("space.last-map", SIDE);
    Parts parts =
        new Parts(
            unlessNull(INPUT, this::input),
            unlessNull("space.stem", key -> keys.object(key, SpaceSection::stem)),
            unlessNull("space.stages", key -> keys.objects(key, SpaceSection::stage)),
            unlessNull("space.candidates", keys::texts),
            unlessNull("space.skip-at-shape-changes", keys::truth),
            unlessNull("space.activation", key -> keys.named(key, Activation.class)),
            unlessNull("space.sides", key -> keys.integers(key, SIDE)),
            unlessNull("space.rows", key -> keys.objects(key, SpaceSection::row)),
            keys.optionalInteger("space.last-width", WIDTH));
    CellParts cells = CellParts.read(keys);
    boolean published = SpaceCatalog.names().contains(name);
    if (!published
        && parts.stages().isEmpty()
        && parts.rows().isEmpty()
        && cells.cells().isEmpty()) {
      keys.refuse(
          "space.name",
          "must be one of "
              + String.join(", ", SpaceCatalog.names())
              + Nearest.hint(name, SpaceCatalog.names())
              + "; a space of your own needs space.stages, space.rows or space.cells");
      return Optional.empty();
    }
    Kind kind =
        published
            ? Kind.of(SpaceCatalog.named(name))
            : parts.rows().isPresent()
                ? Kind.MASKS
                : parts.stages().isPresent() ? Kind.LAYERS : Kind.CELLS;
    if (!published && !complete(parts, kind) || refusesParts(name, kind)) {
      return Optional.empty();
    }
    try {
      SpaceDefinition definition =
          published
              ? parts.over(SpaceCatalog.named(name), cells)
              : kind == Kind.CELLS ? cells.own(name, parts.input().orElseThrow()) : parts.own(name);
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

  /** Whether there are parts of another kind of space, each of which is refused. */
  private boolean refusesParts(String name, Kind kind) {
    List<String> others = kind.others().filter(key -> !keys.isNull(key)).sorted().toList();
    others.forEach(key -> keys.refuse(key, "must be null: " + name + kind.words));
    return !others.isEmpty();
  }

  /** The key that sets a part, or else one that replaces something which the part does not fit. */
  private String blamed(String part) {
    return Stream.of(
            part, "rows", "sides", "stages", "candidates", "stem", "skip-at-shape-changes", "input")
        .map("space."::concat)
        .filter(key -> settable(key) && !keys.isNull(key))
        .findFirst()
        .orElse("space.name");
  }

  private static boolean settable(String key) {
    return OF_LAYERS.contains(key)
        || OF_MASKS.contains(key)
        || OF_CHAINS.contains(key)
        || CellParts.KEYS.contains(key)
        || key.equals(INPUT);
  }

  private record Parts(
      Optional<ImageShape> input,
      Optional<Stem> stem,
      Optional<List<Stage>> stages,
      Optional<List<String>> candidates,
      Optional<Boolean> skips,
      Optional<Activation> activation,
      Optional<List<Integer>> sides,
      Optional<List<Row>> rows,
      Optional<Integer> lastWidth) {

    SpaceDefinition over(SpaceDefinition base, CellParts cells) {
      if (base instanceof CellDefinition definition) {
        return cells.over(definition, input.orElse(base.input()));
      }
      return base instanceof MaskedDefinition masked
          ? over(masked)
          : over((LayerwiseDefinition) base);
    }

    private MaskedDefinition over(MaskedDefinition base) {
      return new MaskedDefinition(
          base.name(),
          sides.isPresent()
              ? squares(base.input())
              : input.map(base::inputsFor).orElse(base.inputs()),
          stem.orElse(base.stem()),
          rows.orElse(base.rows()),
          lastWidth.orElse(base.lastWidth()),
          base.classes());
    }

    private List<ImageShape> squares(ImageShape base) {
      int channels = input.orElse(base).channels();
      return sides.orElseThrow().stream()
          .map(side -> new ImageShape(side, side, channels))
          .toList();
    }

    private LayerwiseDefinition over(LayerwiseDefinition base) {
      return new LayerwiseDefinition(
          base.name(),
          input.orElse(base.input()),
          stem.orElse(base.stem()),
          stages.orElse(base.stages()),
          candidates.orElse(base.candidates()),
          skips.orElse(base.skipAtShapeChanges()),
          activation.orElse(base.activation()),
          lastWidth.orElse(base.lastWidth()),
          base.classes());
    }

    /** A definition from these parts alone; the data will say how many classes there are. */
    SpaceDefinition own(String name) {
      return rows.isPresent() ? ownMasked(name) : ownLayerwise(name);
    }

    private MaskedDefinition ownMasked(String name) {
      ImageShape largest = input.orElseThrow();
      return new MaskedDefinition(
          name,
          sides.isPresent() ? squares(largest) : List.of(largest),
          stem.orElseThrow(),
          rows.orElseThrow(),
          lastWidth.orElseThrow(),
          1000);
    }

    private LayerwiseDefinition ownLayerwise(String name) {
      return new LayerwiseDefinition(
          name,
          input.orElseThrow(),
          stem.orElseThrow(),
          stages.orElseThrow(),
          candidates.orElse(List.of()),
          skips.orElse(true),
          activation.orElse(Activation.RELU),
          lastWidth.orElseThrow(),
          1000);
    }
  }

  private boolean complete(Parts parts, Kind kind) {
    require(parts.input(), INPUT);
    if (kind == Kind.CELLS) {
      return parts.input().isPresent();
    }
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
        keys.integer("layers", LAYERS),
        keys.integer("stride", STRIDE),
        keys.isNull("candidates") ? List.of() : keys.texts("candidates"));
  }

  private static Row row(Keys keys) {
    return new Row(
        keys.integers("widths", WIDTH),
        keys.numbers("expansions", EXPANSION),
        keys.integers("kernels", Range.between(0, 7)),
        words(keys, "activations", ACTIVATIONS),
        words(keys, "squeeze-excite", SQUEEZE_EXCITE),
        keys.integer("layers", LAYERS),
        keys.integer("stride", STRIDE),
        keys.isNull("shared") || keys.truth("shared"));
  }

  /** What words mean; the first of them where none is given. */
  private static <T> List<T> words(Keys keys, String key, Map<String, T> meanings) {
    if (keys.isNull(key)) {
      return List.of(meanings.values().iterator().next());
    }
    List<String> words = keys.texts(key);
    if (!meanings.keySet().containsAll(words)) {
      keys.refuse(key, "must be of " + String.join(", ", meanings.keySet()));
      return List.of(meanings.values().iterator().next());
    }
    return words.stream().map(meanings::get).toList();
  }
}
