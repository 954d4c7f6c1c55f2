package org.fbnetspark.net.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.profile.TimedNetwork;
import org.fbnetspark.testing.SmallNets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineRuntimeTest {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void opsOfEveryKindAndWholeNetworksRun(Engine engine) {
    ImageShape image = new ImageShape(9, 8, 3);
    Placement block = new Placement(new ImageShape(8, 8, 16), 16, 1);
    Placement pooled = new Placement(new ImageShape(1, 1, 16), 10, 1);
    Space tiny = SpaceCatalog.named("tiny").space();
    List<Network> networks =
        List.of(
            ProfileEntry.overhead().network(),
            ProfileEntry.of(new MbConv(3, 1, 2), block).network(),
            ProfileEntry.of(SmallNets.ops("mb_k5_e3_se_hs").get(0), block).network(),
            ProfileEntry.of(new Skip(), block).network(),
            ProfileEntry.of(new Skip(), new Placement(image, 5, 2)).network(),
            ProfileEntry.of(new Conv(3), new Placement(image, 16, 2)).network(),
            ProfileEntry.of(new GlobalPool(), block).network(),
            ProfileEntry.of(SmallNets.ops("hidden_hs").get(0), pooled).network(),
            ProfileEntry.of(new Linear(), pooled).network(),
            tiny.at(new int[tiny.choices().size()]).named("whole"));
    for (int batch : new int[] {1, 3}) {
      try (EngineRuntime runtime = new EngineRuntime(engine, batch)) {
        for (Network network : networks) {
          assertThatCode(
                  () -> {
                    try (TimedNetwork timed = runtime.open(network)) {
                      timed.run();
                      timed.run();
                    }
                  })
              .as(network.name())
              .doesNotThrowAnyException();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void theNameIsThatOfTheEngineWithoutThreads(Engine engine) {
    EngineRuntime runtime = new EngineRuntime(engine, 1);
    assertThat(runtime.name()).startsWith("fbnet-spark ").doesNotContain("threads");
    assertThat(runtime.layout()).isEqualTo("nhwc");
  }
}
