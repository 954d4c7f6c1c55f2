package org.fbnetspark.domain.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a part of a network is there: in one of several ways, each of which is all of some picks. No
 * two ways hold together, so under gates the ways add up: the factor of a condition is the sum over
 * its ways of the product of their gates.
 *
 * <p>Picks and ways are kept in order, so that conditions that say the same in another order are
 * equal.
 *
 * @param ways at least one
 */
public record Condition(List<List<Pick>> ways) implements Serializable {

  private static final Comparator<List<Pick>> ORDER =
      (one, other) -> {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
          int byPick = one.get(i).compareTo(other.get(i));
          if (byPick != 0) {
            return byPick;
          }
        }
        return Integer.compare(one.size(), other.size());
      };

  /** Holds whatever is picked. */
  public static final Condition ALWAYS = new Condition(List.of(List.of()));

  /** Puts picks and ways in order and checks that no two ways hold together. */
  public Condition {
    if (ways.isEmpty()) {
      throw new IllegalArgumentException("A condition needs a way to hold");
    }
    ways = ways.stream().map(way -> way.stream().sorted().toList()).sorted(ORDER).toList();
    for (int i = 0; i < ways.size(); i++) {
      if (ways.get(i).stream().mapToInt(Pick::choice).distinct().count() < ways.get(i).size()) {
        throw new IllegalArgumentException(
            "A way picks once at each choice, but was " + ways.get(i));
      }
      for (int j = 0; j < i; j++) {
        if (!exclude(ways.get(j), ways.get(i))) {
          throw new IllegalArgumentException(
              "Ways of a condition must exclude each other, but were "
                  + ways.get(j)
                  + " and "
                  + ways.get(i));
        }
      }
    }
  }

  /** All of some picks together. */
  public static Condition of(Pick... picks) {
    return new Condition(List.of(List.of(picks)));
  }

  /** One pick. */
  public static Condition of(int choice, int candidate) {
    return of(new Pick(choice, candidate));
  }

  /** This and another one; empty where no picks make both hold. */
  public Optional<Condition> and(Condition other) {
    List<List<Pick>> both = new ArrayList<>();
    for (List<Pick> one : ways) {
      for (List<Pick> way : other.ways) {
        if (!exclude(one, way)) {
          both.add(Stream.concat(one.stream(), way.stream()).distinct().toList());
        }
      }
    }
    return both.isEmpty() ? Optional.empty() : Optional.of(new Condition(both));
  }

  /** Any of some that exclude each other; empty where there is none. */
  public static Optional<Condition> any(Stream<Condition> conditions) {
    List<List<Pick>> all = conditions.flatMap(one -> one.ways.stream()).toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(new Condition(all));
  }

  /** Whether it holds whatever is picked. */
  public boolean always() {
    return ways.get(0).isEmpty();
  }

  /**
   * Whether it holds.
   *
   * @param picks an index for each choice; only those of {@link #choices()} are looked at
   */
  public boolean holds(int[] picks) {
    return ways.stream()
        .anyMatch(way -> way.stream().allMatch(pick -> picks[pick.choice()] == pick.candidate()));
  }

  /** Whether no picks make both hold. */
  public boolean excludes(Condition other) {
    return ways.stream().allMatch(one -> other.ways.stream().allMatch(way -> exclude(one, way)));
  }

  /** The choices that it depends on, each once, in order. */
  public int[] choices() {
    return picks().mapToInt(Pick::choice).distinct().sorted().toArray();
  }

  /** Every pick of every way. */
  public Stream<Pick> picks() {
    return ways.stream().flatMap(List::stream);
  }

  private static boolean exclude(List<Pick> one, List<Pick> other) {
    return one.stream()
        .anyMatch(
            pick ->
                other.stream()
                    .anyMatch(
                        p -> p.choice() == pick.choice() && p.candidate() != pick.candidate()));
  }
}
