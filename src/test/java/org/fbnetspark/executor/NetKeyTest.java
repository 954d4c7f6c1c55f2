package org.fbnetspark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.net.Engine;
import org.fbnetspark.testing.SmallNets;
import org.junit.jupiter.api.Test;

class NetKeyTest {

  private static final Network NETWORK =
      SmallNets.oneChoice(SmallNets.NINE, new Placement(new ImageShape(24, 24, 24), 24, 1))
          .network();

  private static NetKey key(Execution execution) {
    return new NetKey(NETWORK, 16, execution, Engine.AUTO);
  }

  @Test
  void onePathIsQuickWhereThereIsRoom() {
    NetKey one = key(Execution.ONE_PATH);
    NetKey quick = key(Execution.QUICK_PATH);
    long needed = quick.estimatedBytes();
    assertThat(needed).isGreaterThan(one.estimatedBytes());
    assertThat(one.within(needed)).isEqualTo(quick);
    assertThat(one.within(needed - 1)).isEqualTo(one);
    assertThat(one.within(0)).isEqualTo(one);
  }

  @Test
  void othersHaveNoQuickerWay() {
    for (Execution execution : new Execution[] {Execution.MIXED, Execution.ALL_PATHS}) {
      assertThat(key(execution).within(Long.MAX_VALUE)).isEqualTo(key(execution));
    }
  }
}
