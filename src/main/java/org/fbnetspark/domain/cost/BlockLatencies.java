package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Zero;
import org.fbnetspark.domain.space.Space;

/**
 * Looks blocks up in a latency table.
 *
 * <p>Stem, last convolution, pool, hidden layer and classifier without a row are taken to be in the
 * table's base; without a base they are missing. What may be left out of an architecture always
 * needs a row.
 */
public final class BlockLatencies implements BlockCosts {

  private final LatencyTable table;
  private final Set<LatencyKey> missing = new LinkedHashSet<>();

  private BlockLatencies(LatencyTable table) {
    this.table = table;
  }

  /**
   * What each block adds to the latency of a network, in microseconds: its row times the mean slope
   * of the table's line from nothing to this network. The intercept, a runtime's overhead and a
   * table's base belong to no block.
   *
   * @return one for each of {@link Network#blocks()}; empty where no row is for it alone, as of a
   *     classifier that was timed with the pool before it
   */
  public static List<OptionalDouble> shares(Network network, LatencyTable table) {
    double slope = table.correction().map(fit -> meanSlope(fit.line(), network, table)).orElse(1.0);
    BlockLatencies latencies = new BlockLatencies(table);
    List<OptionalDouble> shares = new ArrayList<>();
    List<Block> blocks = network.blocks();
    for (int i = 0; i < blocks.size(); i++) {
      OptionalDouble head =
          i + 1 < blocks.size()
                  && blocks.get(i).op() instanceof GlobalPool
                  && blocks.get(i + 1).op() instanceof Linear
              ? latencies.ofHead(blocks.get(i), blocks.get(i + 1))
              : OptionalDouble.empty();
      if (head.isPresent()) {
        shares.add(times(slope, head));
        shares.add(OptionalDouble.empty());
        i++;
      } else {
        shares.add(times(slope, latencies.row(blocks.get(i))));
      }
    }
    return shares;
  }

  private static double meanSlope(RisingLine line, Network network, LatencyTable table) {
    double sum = CostTable.latency(Space.of(network), table).sums().of();
    return sum > 0 ? (line.at(sum) - line.intercept()) / sum : line.slope();
  }

  private static OptionalDouble times(double slope, OptionalDouble row) {
    return row.isPresent() ? OptionalDouble.of(slope * row.getAsDouble()) : row;
  }

  /**
   * The costs of a space.
   *
   * @throws MissingLatencyException with every row that the space needs and the table lacks; its
   *     message names the first 100
   * @throws NegativeLatencyException where the scale leads below 0
   */
  static CostTable table(Space space, LatencyTable table, RisingLine scale) {
    BlockLatencies latencies = new BlockLatencies(table);
    CostTable sums = CostBuilder.table(CostKind.LATENCY, space, table.fixedMicros(), latencies);
    if (!latencies.missing.isEmpty()) {
      throw new MissingLatencyException(
          space.name(),
          table.setting().device(),
          List.copyOf(latencies.missing),
          (int) latencies.missing.stream().filter(key -> table.between(key).isPresent()).count());
    }
    if (scale.at(sums.cheapest()) < 0) {
      throw new NegativeLatencyException(space.name(), table.setting().device(), scale);
    }
    return sums.scaled(scale);
  }

  @Override
  public double of(Block block, boolean open) {
    OptionalDouble micros = row(block);
    boolean inBase = !open && !block.op().block() && table.baseMicros().isPresent();
    if (micros.isEmpty() && !inBase) {
      missing.add(LatencyKey.of(block.op(), block.placement()));
    }
    return micros.orElse(0);
  }

  @Override
  public OptionalDouble ofHead(Block pool, Block classifier) {
    return table.micros(
        pool.name(),
        new LatencyKey(
            LatencyKey.HEAD, pool.placement().input(), classifier.placement().outChannels(), 1));
  }

  /** Nothing needs no row and takes no time. */
  private OptionalDouble row(Block block) {
    return block.op() instanceof Zero
        ? OptionalDouble.of(0)
        : table.micros(block.name(), block.op(), block.placement());
  }
}
