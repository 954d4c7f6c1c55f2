package org.fbnetspark.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.fbnetspark.domain.theta.Theta;
import org.junit.jupiter.api.Test;

class ShardThetasTest {

  private static List<Theta> thetas(int goals) {
    return IntStream.range(0, goals).mapToObj(i -> Theta.of(new double[][] {{i, 0}})).toList();
  }

  @Test
  void eachShardMeetsEachGoalOnceInAsManyRoundsAsThereAreGoals() {
    for (int goals = 1; goals <= 7; goals++) {
      for (int shard = 0; shard < 9; shard++) {
        Set<Theta> met = new HashSet<>();
        for (int round = 0; round < goals; round++) {
          met.add(new ShardThetas(thetas(goals), round).of(shard));
        }
        assertThat(met).as("%s goals, shard %s", goals, shard).hasSize(goals);
      }
    }
  }

  @Test
  void theShardsOfARoundTakeTheGoalsInTurn() {
    ShardThetas thetas = new ShardThetas(thetas(3), 2);
    List<Theta> goals = thetas.goals();
    assertThat(IntStream.range(0, 5).mapToObj(thetas::of))
        .containsExactly(goals.get(2), goals.get(0), goals.get(1), goals.get(2), goals.get(0));
    assertThat(new ShardThetas(thetas(3), 2).of(Integer.MAX_VALUE)).isEqualTo(goals.get(0));
  }
}
