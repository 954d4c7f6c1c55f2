package org.fbnetspark.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import org.fbnetspark.driver.rounds.HeapNeed;
import org.fbnetspark.driver.rounds.Room;
import org.fbnetspark.driver.rounds.TaskSlots;
import org.fbnetspark.driver.search.SearchJob;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.net.engines.Supernets;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParallelismTest {

  private static final long MUCH = 1L << 40;

  @TempDir Path directory;

  private SearchJob.Checked run;

  @BeforeEach
  void run() throws IOException {
    run = keeping(SmallSearch.run(SmallSearch.data(directory)).training(), 2);
  }

  private static SearchJob.Checked keeping(TrainingRun training, int kept) {
    return new SearchJob.Checked(
        SmallSearch.SPACE,
        training,
        HeapNeed.of(training, kept),
        slots(MUCH, MUCH, Optional.empty()));
  }

  private SearchJob.Checked batch(int batch) {
    TrainingRun own = run.training();
    NetKey net = new NetKey(own.net().network(), batch, own.net().engine());
    return keeping(new TrainingRun(net, MUCH, own.seeds(), own.shards(), own.data()), 2);
  }

  private static TaskSlots slots(long buffers, long heap, Optional<Long> driver) {
    return new TaskSlots(
        2,
        Room.of(buffers, "more.buffers"),
        Room.of(heap, "more.heap"),
        driver.map(bytes -> Room.of(bytes, "more.driver")),
        new TaskSlots.Processes(1, 2, 1, 1));
  }

  private static int auto(List<SearchJob.Checked> runs, TaskSlots slots, int allSlots) {
    return new Parallelism(runs, slots)
        .of(OptionalInt.empty(), enough -> Math.min(enough, allSlots));
  }

  private static IntUnaryOperator unasked() {
    return enough -> {
      throw new AssertionError("asked for " + enough + " slots");
    };
  }

  @Test
  void slotsAreAskedForOnlyWhereTheyDecideAndNoMoreThanAreKeptBusy() {
    List<SearchJob.Checked> many = Collections.nCopies(10, run);
    TaskSlots room = slots(MUCH, MUCH, Optional.of(MUCH));
    OptionalInt auto = OptionalInt.empty();
    assertThat(new Parallelism(many.subList(0, 1), room).of(auto, unasked())).isEqualTo(1);
    TaskSlots narrow = slots(MUCH, MUCH, Optional.of(1L));
    assertThat(new Parallelism(many, narrow).of(auto, unasked())).isEqualTo(1);
    HeapNeed need = run.heap();
    TaskSlots three = slots(MUCH, MUCH, Optional.of(need.driver() + 2 * need.driverMore()));
    List<Integer> asked = new ArrayList<>();
    IntUnaryOperator slots =
        enough -> {
          asked.add(enough);
          return 2 * SmallSearch.SHARDS;
        };
    assertThat(new Parallelism(many, three).of(auto, slots)).isEqualTo(2);
    assertThat(asked).containsExactly(3 * SmallSearch.SHARDS);
  }

  @Test
  void slotsAreKeptBusyAndNoMore() {
    TaskSlots room = slots(MUCH, MUCH, Optional.of(MUCH));
    List<SearchJob.Checked> many = Collections.nCopies(10, run);
    assertThat(auto(many, room, 2)).isEqualTo(1);
    assertThat(auto(many, room, 3 * SmallSearch.SHARDS)).isEqualTo(3);
    assertThat(auto(many.subList(0, 2), room, 100)).isEqualTo(2);
    assertThat(new Parallelism(many, room).of(OptionalInt.of(7), unasked())).isEqualTo(7);
  }

  @Test
  void runsThatShareNetsTakeTheirBuffersOnce() {
    long one = 2 * Supernets.estimatedBytes(run.training().net().network(), 8);
    List<SearchJob.Checked> alike = Collections.nCopies(4, batch(8));
    assertThat(auto(alike, slots(one, MUCH, Optional.of(MUCH)), 100)).isEqualTo(4);
    List<SearchJob.Checked> unlike = List.of(batch(8), batch(9), batch(10), batch(11));
    assertThat(auto(unlike, slots(one, MUCH, Optional.of(MUCH)), 100)).isEqualTo(1);
    long largest = 2 * Supernets.estimatedBytes(run.training().net().network(), 11);
    long next = 2 * Supernets.estimatedBytes(run.training().net().network(), 10);
    assertThat(auto(unlike, slots(largest + next, MUCH, Optional.of(MUCH)), 100)).isEqualTo(2);
    assertThat(auto(unlike, slots(largest + next - 1, MUCH, Optional.of(MUCH)), 100)).isEqualTo(1);
  }

  @Test
  void theDriverAndTheProcessesHoldTheVectorsOfAll() {
    HeapNeed need = run.heap();
    List<SearchJob.Checked> many = Collections.nCopies(10, run);
    long three = need.driver() + 2 * need.driverMore();
    assertThat(auto(many, slots(MUCH, MUCH, Optional.of(three)), 100)).isEqualTo(3);
    assertThat(auto(many, slots(MUCH, MUCH, Optional.of(three - 1)), 100)).isEqualTo(2);
    long two = need.executor(2) + need.executorMore();
    assertThat(auto(many, slots(MUCH, two, Optional.of(MUCH)), 100)).isEqualTo(2);
    long local = need.both(2) + 3 * need.driverMore();
    assertThat(auto(many, slots(MUCH, local, Optional.empty()), 100)).isEqualTo(4);
  }

  @Test
  void thoseThatKeepMoreVectorsAreCountedWithThem() {
    SearchJob.Checked outer = keeping(run.training(), 3);
    long plain = run.heap().driver() + outer.heap().driverMore();
    assertThat(plain).isGreaterThan(run.heap().driver() + run.heap().driverMore());
    List<SearchJob.Checked> both = List.of(run, run, outer);
    assertThat(auto(both, slots(MUCH, MUCH, Optional.of(plain)), 100)).isEqualTo(2);
    assertThat(auto(both, slots(MUCH, MUCH, Optional.of(plain - 1)), 100)).isEqualTo(1);
  }

  @Test
  void whatIsLackingIsToldWithWhatRaisesIt() {
    Parallelism parallelism =
        new Parallelism(Collections.nCopies(3, run), slots(1, 1, Optional.of(1L)));
    assertThat(parallelism.shortage(3).orElseThrow())
        .startsWith("3 searches at a time: about ")
        .contains("set --conf more.buffers=", "set --conf more.heap=", "set --conf more.driver=")
        .endsWith("or lower sweep.parallel");
  }
}
