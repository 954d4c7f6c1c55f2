package org.fbnetspark.driver.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.theta.Theta;

/**
 * How architectures are derived at a target, none of them twice: the most probable ones, and others
 * that theta draws.
 *
 * @param band costs to derive within
 * @param theta probabilities of the architectures
 * @param number of architectures derived at a time
 * @param probable so many of them are the most probable ones; the others are drawn
 * @param excluded architectures that are not derived
 * @param seeds decide what is drawn
 * @param lines takes warnings
 */
record BandDrawing(
    TargetBand band,
    Theta theta,
    int number,
    int probable,
    List<int[]> excluded,
    SeedTree seeds,
    Consumer<String> lines) {

  /** Draws for each architecture: a theta that is sure of itself draws the same ones again. */
  private static final int DRAWS = 20;

  /**
   * New architectures.
   *
   * @param factor by which the target is multiplied
   * @param known those derived before
   * @return fewer than {@link #number} where there are no more
   */
  List<int[]> around(double factor, List<int[]> known) {
    TargetBand.Derived inside = band.under(theta, factor, lines);
    List<int[]> old = new ArrayList<>(excluded);
    old.addAll(known);
    List<int[]> found = new ArrayList<>();
    if (probable > 0) {
      add(found, inside.mostProbable(probable + old.size()), probable, old);
    }
    if (found.size() < number && probable < number) {
      // Another sequence for every try, and the same one for the same try of a resumed search.
      SeedTree own = seeds.child(known.size());
      add(found, inside.sample(DRAWS * number, own.generator()), number, old);
    }
    return found;
  }

  private static void add(List<int[]> found, List<int[]> more, int most, List<int[]> old) {
    for (int[] picks : more) {
      if (found.size() < most && !has(found, picks) && !has(old, picks)) {
        found.add(picks);
      }
    }
  }

  private static boolean has(List<int[]> networks, int[] picks) {
    return networks.stream().anyMatch(one -> Arrays.equals(one, picks));
  }
}
