package org.fbnetspark.search.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.fbnetspark.search.pareto.Front.Plane;
import org.junit.jupiter.api.Test;

class FrontTest {

  private static final int SIDE = 12;

  /** On a small grid, where costs, losses and whole points are often equal. */
  private static List<Plane> drawn(Random random) {
    return IntStream.range(0, random.nextInt(15))
        .mapToObj(i -> new Plane(random.nextInt(SIDE), random.nextInt(SIDE)))
        .toList();
  }

  private static boolean dominates(Plane one, Plane other) {
    return one.cost() <= other.cost() && one.loss() <= other.loss() && !one.equals(other);
  }

  @Test
  void dominatedIsWhoIsBeatenByAnother() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      List<Plane> points = drawn(random);
      assertThat(new Front(points).dominated())
          .as("%s", points)
          .isEqualTo(
              points.stream()
                  .map(point -> points.stream().anyMatch(other -> dominates(other, point)))
                  .toList());
    }
  }

  /** The area counted cell by cell. */
  @Test
  void hypervolumeIsTheAreaOfWhatIsDominated() {
    Random random = new Random(2);
    for (int i = 0; i < 2_000; i++) {
      List<Plane> points = drawn(random);
      Plane reference = new Plane(random.nextInt(SIDE + 3), random.nextInt(SIDE + 3));
      int cells = 0;
      for (int x = 0; x < reference.cost(); x++) {
        for (int y = 0; y < reference.loss(); y++) {
          int left = x;
          int low = y;
          boolean covered = points.stream().anyMatch(p -> p.cost() <= left && p.loss() <= low);
          cells += covered ? 1 : 0;
        }
      }
      assertThat(new Front(points).hypervolume(reference)).as("%s", points).isEqualTo(cells);
    }
  }

  @Test
  void neitherDependsOnTheOrderNorOnWhatIsDominated() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      List<Plane> points = new ArrayList<>();
      for (int j = 0; j < 10; j++) {
        points.add(new Plane(random.nextDouble(), random.nextDouble()));
      }
      Front front = new Front(points);
      Plane reference = new Plane(1, 1);
      List<Plane> kept = new ArrayList<>();
      for (int j = 0; j < points.size(); j++) {
        if (!front.dominated().get(j)) {
          kept.add(points.get(j));
        }
      }
      Collections.shuffle(kept, random);
      assertThat(new Front(kept).dominated()).containsOnly(false);
      assertThat(new Front(kept).hypervolume(reference))
          .isCloseTo(front.hypervolume(reference), within(1e-12));
    }
  }

  @Test
  void whatHasNoPlaceIsRefused() {
    assertThatThrownBy(() -> new Plane(Double.NaN, 1)).hasMessageContaining("finite");
    assertThatThrownBy(() -> new Plane(1, Double.POSITIVE_INFINITY)).hasMessageContaining("finite");
  }
}
