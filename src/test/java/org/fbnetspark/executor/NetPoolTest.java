package org.fbnetspark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;

/** Nets of one byte for each example of their batch. */
class NetPoolTest {

  private final List<Integer> built = new ArrayList<>();
  private final List<Integer> closed = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong();
  private final NetPool pool = new NetPool(this::net, NetKey::batch, clock::get);

  private static NetKey key(int bytes) {
    return new NetKey(SmallSearch.SPACE.network(), bytes, Engine.PORTABLE);
  }

  private Supernet net(NetKey key) {
    built.add(key.batch());
    return (Supernet)
        Proxy.newProxyInstance(
            NetPoolTest.class.getClassLoader(),
            new Class<?>[] {Supernet.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                closed.add(key.batch());
              }
              return null;
            });
  }

  private void use(int bytes, long budget) throws IOException {
    pool.borrow(key(bytes), budget, slot -> "done");
  }

  @Test
  void runsSideBySideKeepTheirNets() throws IOException {
    for (int round = 0; round < 5; round++) {
      use(3, 10);
      use(4, 10);
    }
    assertThat(built).containsExactly(3, 4);
    assertThat(closed).isEmpty();
    assertThat(pool.heldBytes()).isEqualTo(7);
  }

  @Test
  void theOneLongestUnusedMakesRoom() throws IOException {
    use(3, 10);
    use(4, 10);
    use(3, 10);
    use(5, 10);
    assertThat(closed).containsExactly(4);
    use(9, 10);
    assertThat(closed).containsExactly(4, 3, 5);
    assertThat(pool.heldBytes()).isEqualTo(9);
  }

  @Test
  void roomIsMadeBeforeTheNewNetIsBuilt() throws IOException {
    NetPool strict =
        new NetPool(
            key -> {
              assertThat(closed).hasSize(built.size());
              return net(key);
            },
            NetKey::batch,
            clock::get);
    for (int bytes : List.of(6, 7, 8)) {
      strict.borrow(key(bytes), 10, slot -> "done");
    }
    assertThat(built).containsExactly(6, 7, 8);
  }

  @Test
  void borrowedNetsStayAndTheirRoomCounts() throws IOException {
    pool.borrow(
        key(6),
        10,
        outer -> {
          use(6, 10);
          assertThat(closed).containsExactly(6);
          use(4, 10);
          use(3, 10);
          return "done";
        });
    assertThat(closed).containsExactly(6, 4);
    assertThat(pool.heldBytes()).isEqualTo(9);
  }

  @Test
  void netsThatNobodyUsesAnyMoreGo() throws IOException {
    use(3, 100);
    clock.addAndGet(NetPool.IDLE_NANOS);
    use(4, 100);
    assertThat(closed).isEmpty();
    clock.incrementAndGet();
    use(4, 100);
    assertThat(closed).containsExactly(3);
    assertThat(built).containsExactly(3, 4);
  }

  @Test
  void aNetWhoseWorkFailsIsNotUsedAgain() {
    assertThatThrownBy(
            () ->
                pool.borrow(
                    key(3),
                    10,
                    slot -> {
                      throw new IOException("no");
                    }))
        .hasMessage("no");
    assertThat(closed).containsExactly(3);
    assertThat(pool.heldBytes()).isZero();
  }

  @Test
  void aNetThatCannotBeBuiltTakesNoRoom() {
    NetPool broken =
        new NetPool(
            key -> {
              throw new IllegalStateException("no memory");
            },
            NetKey::batch,
            clock::get);
    assertThatThrownBy(() -> broken.borrow(key(3), 10, slot -> "done")).hasMessage("no memory");
    assertThat(broken.heldBytes()).isZero();
  }

  /**
   * Tasks of two runs on four threads: no net is used by two at a time, and memory has its bound.
   */
  @Test
  void manyThreadsNeverShareANet() throws Exception {
    AtomicInteger wrong = new AtomicInteger();
    NetPool shared =
        new NetPool(
            key -> {
              AtomicInteger users = new AtomicInteger();
              return (Supernet)
                  Proxy.newProxyInstance(
                      NetPoolTest.class.getClassLoader(),
                      new Class<?>[] {Supernet.class},
                      (proxy, method, arguments) ->
                          switch (method.getName()) {
                            case "weightCount" -> users.incrementAndGet();
                            case "statisticsCount" -> users.decrementAndGet();
                            default -> null;
                          });
            },
            NetKey::batch,
            System::nanoTime);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int bytes = 3 + i % 2;
      Thread thread =
          new Thread(
              () -> {
                for (int round = 0; round < 500; round++) {
                  try {
                    shared.borrow(
                        key(bytes),
                        10,
                        slot -> {
                          if (slot.net().weightCount() != 1) {
                            wrong.incrementAndGet();
                          }
                          Thread.yield();
                          return slot.net().statisticsCount();
                        });
                  } catch (IOException | RuntimeException e) {
                    wrong.incrementAndGet();
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).hasValue(0);
    assertThat(shared.heldBytes()).isBetween(3L, 10L);
  }
}
