package org.fbnetspark.driver.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.random.Shuffle;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.profile.CorrectionFit;
import org.fbnetspark.profile.NetworkSampler;
import org.fbnetspark.profile.NetworkSplit;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.report.Figures;

/**
 * Times random networks of a space as a whole and fits how their times follow from their rows; the
 * networks that are held out tell how far the line is to be trusted.
 */
public final class WholeNetworks {

  private final ProfileWorkers workers;
  private final Space space;
  private final NetworkSplit split;
  private final SeedTree seeds;
  private final Consumer<String> lines;

  /**
   * Networks of a space, as many as {@link NetworkSplit#of} has it.
   *
   * @param lines takes progress and warnings
   */
  public WholeNetworks(
      ProfileWorkers workers,
      Space space,
      ProfileSettings settings,
      SeedTree seeds,
      Consumer<String> lines) {
    this.workers = workers;
    this.space = space;
    this.split = NetworkSplit.of(space, settings);
    this.seeds = seeds.child("whole networks");
    this.lines = lines;
  }

  /** Networks that are timed for a table; 0 where there are too few for a line. */
  public int count() {
    return split.count();
  }

  /**
   * Times networks on the machines of a table and fits its line; empty, with a warning, where none
   * goes through them.
   *
   * @param table with every row of the space, or grids that hold it
   */
  public Optional<LatencyCorrection> fit(DeviceTable table) {
    CostTable costs = CostTable.latency(space, table.table().interpolating());
    List<int[]> picks = NetworkSampler.sample(space, costs, count(), seeds.generator());
    List<Integer> order = order();
    List<Network> networks = new ArrayList<>();
    for (int i : order) {
      networks.add(space.at(picks.get(i)).named(space.name() + "-" + (i + 1)));
    }
    long start = System.nanoTime();
    List<LatencyRow> measured =
        workers.measureNetworks(
            table.device(),
            networks,
            done ->
                lines.accept(
                    String.format(
                        Locale.ROOT,
                        "%d of %d whole networks | ETA %s",
                        done,
                        networks.size(),
                        Figures.duration(
                            (System.nanoTime() - start) / 1e9 / done * (networks.size() - done)))));
    List<WholeNetwork> toFit = new ArrayList<>();
    List<WholeNetwork> toJudge = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      double sum = costs.sums().of(picks.get(order.get(i)));
      WholeNetwork network = new WholeNetwork(sum, measured.get(i).medianMicros());
      (split.fits(order.get(i)) ? toFit : toJudge).add(network);
    }
    return line(toFit, toJudge);
  }

  /**
   * In which networks are timed. From cheap to dear, a machine that grows slower meanwhile would
   * bend the line.
   */
  private List<Integer> order() {
    List<Integer> order = new ArrayList<>();
    IntStream.range(0, count()).forEach(order::add);
    Shuffle.of(order, seeds.child("order").generator());
    return order;
  }

  private Optional<LatencyCorrection> line(List<WholeNetwork> toFit, List<WholeNetwork> toJudge) {
    try {
      LatencyCorrection line = CorrectionFit.of(toFit, toJudge);
      if (line.mape() > LatencyCorrection.LARGEST_MAPE) {
        lines.accept(
            String.format(
                Locale.ROOT,
                "warning: the table tells the time of whole networks with a mean error of %.1f %%,"
                    + " more than %.0f %%; profile again with --refresh on machines where nothing"
                    + " else runs",
                100 * line.mape(),
                100 * LatencyCorrection.LARGEST_MAPE));
      }
      return Optional.of(line);
    } catch (IllegalArgumentException e) {
      lines.accept("warning: the table gets no line from rows to networks: " + e.getMessage());
      return Optional.empty();
    }
  }
}
