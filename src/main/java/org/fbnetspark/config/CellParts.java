package org.fbnetspark.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.domain.name.Nearest;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.CellMacro;
import org.fbnetspark.domain.space.CellOp;
import org.fbnetspark.domain.space.CellStem;
import org.fbnetspark.domain.space.Genotype;
import org.fbnetspark.domain.space.SkipRules;

/** The keys of {@code space.*} that belong to spaces of cells; empty where they are null. */
record CellParts(
    Optional<Integer> cells,
    Optional<Integer> width,
    Optional<Integer> nodes,
    Optional<List<CellOp>> ops,
    Optional<CellStem> stem,
    Optional<Integer> derivedCells,
    Optional<Integer> derivedWidth,
    Optional<Integer> mostSkips,
    Optional<Double> extraSkip,
    Optional<Integer> stopAtSkips) {

  private static final String OPS = "space.ops";
  private static final String STEM = "space.cell-stem";

  /** Every key. */
  static final List<String> KEYS =
      List.of(
          "space.cells",
          "space.width",
          "space.nodes",
          OPS,
          STEM,
          "space.derived-cells",
          "space.derived-width",
          "space.most-skips",
          "space.extra-skip",
          "space.stop-at-skips");

  private static final Range CELLS = Range.between(CellMacro.FEWEST_CELLS, CellMacro.MOST_CELLS);
  private static final Range WIDTH = Range.between(1, CellMacro.MOST_WIDTH);
  private static final Range SKIPS = Range.between(0, 2 * Genotype.MOST_NODES);

  /** What derived networks of a space of one's own have, as the paper's. */
  private static final int OWN_CELLS = 20;

  private static final int OWN_WIDTH = 36;
  private static final int OWN_NODES = 4;

  static CellParts read(Keys keys) {
    return new CellParts(
        keys.optionalInteger("space.cells", CELLS),
        keys.optionalInteger("space.width", WIDTH),
        keys.optionalInteger("space.nodes", Range.between(1, Genotype.MOST_NODES)),
        keys.isNull(OPS) ? Optional.empty() : ops(keys),
        keys.isNull(STEM) ? Optional.empty() : Optional.of(keys.named(STEM, CellStem.class)),
        keys.optionalInteger("space.derived-cells", CELLS),
        keys.optionalInteger("space.derived-width", WIDTH),
        keys.optionalInteger("space.most-skips", SKIPS),
        number(keys, "space.extra-skip"),
        keys.optionalInteger("space.stop-at-skips", Range.between(1, 2 * Genotype.MOST_NODES)));
  }

  private static Optional<Double> number(Keys keys, String key) {
    OptionalDouble found = keys.optionalNumber(key, Range.between(0, 1));
    return found.isPresent() ? Optional.of(found.getAsDouble()) : Optional.empty();
  }

  private static Optional<List<CellOp>> ops(Keys keys) {
    List<CellOp> ops = new ArrayList<>();
    for (String word : keys.texts(OPS)) {
      Optional<CellOp> op = CellOp.of(word);
      if (op.isEmpty()) {
        keys.refuse(
            OPS,
            "must be of "
                + String.join(", ", CellOp.words())
                + ", but names "
                + word
                + Nearest.hint(word, CellOp.words()));
        return Optional.empty();
      }
      ops.add(op.get());
    }
    return Optional.of(ops);
  }

  /** A definition with these parts in place of its own. */
  CellDefinition over(CellDefinition base, ImageShape input) {
    CellMacro macro = base.macro();
    return new CellDefinition(
        base.name(),
        new CellMacro(
            input,
            macro.classes(),
            stem.orElse(macro.stem()),
            cells.orElse(macro.cells()),
            width.orElse(macro.width())),
        nodes.orElse(base.nodes()),
        ops.orElse(base.ops()),
        derivedCells.orElse(base.derivedCells()),
        derivedWidth.orElse(base.derivedWidth()),
        new SkipRules(mostSkips, extraSkip.orElse(0.0), stopAtSkips));
  }

  /** A definition from these parts; the data will say how many classes there are. */
  CellDefinition own(String name, ImageShape input) {
    CellMacro macro = new CellMacro(input, 1000, CellStem.CIFAR, cells.orElseThrow(), 16);
    return over(
        new CellDefinition(name, macro, OWN_NODES, CellOp.EIGHT, OWN_CELLS, OWN_WIDTH), input);
  }
}
