package org.fbnetspark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.CellStem;
import org.fbnetspark.profile.Dtype;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.profile.Runtime;
import org.fbnetspark.profile.TimedNetwork;
import org.fbnetspark.testing.SmallCells;
import org.fbnetspark.testing.ToyGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxRuntimeTest {

  @ParameterizedTest
  @EnumSource
  void runsEveryOpAndWholeNetworks(Dtype dtype) {
    List<Network> networks = new ArrayList<>(Networks.singleOps());
    networks.addAll(Networks.gatedOps());
    networks.add(Networks.small());
    networks.add(Networks.gated());
    networks.add(SmallCells.everyOp());
    networks.add(SmallCells.network(new ImageShape(8, 8, 3), CellStem.CIFAR));
    networks.add(ProfileEntry.overhead().network());
    for (int batch : new int[] {1, 3}) {
      try (Runtime runtime = new OnnxRuntime(batch, batch, dtype)) {
        for (Network network : networks) {
          try (TimedNetwork opened = runtime.open(network)) {
            assertThatCode(opened::run).as(network.name()).doesNotThrowAnyException();
            opened.run();
          }
        }
      }
    }
  }

  @Test
  void saysWhatItIs() {
    try (Runtime runtime = new OnnxRuntime(1, 1, Dtype.FP32)) {
      assertThat(runtime.name()).matches("onnxruntime 1\\.\\d+\\.\\d+");
      assertThat(runtime.layout()).isEqualTo("nchw");
    }
    assertThat(Dtype.FP32.code()).isEqualTo("fp32");
    assertThat(Dtype.INT8.code()).isEqualTo("int8");
  }

  @ParameterizedTest
  @EnumSource
  void makesTheSameModelEachTime(Dtype dtype) {
    try (OnnxRuntime one = new OnnxRuntime(1, 2, dtype);
        OnnxRuntime other = new OnnxRuntime(2, 2, dtype)) {
      byte[] bytes = one.model(Networks.small()).bytes();
      assertThat(other.model(Networks.small()).bytes()).isEqualTo(bytes);
    }
  }

  @Test
  void identityOfAnyShapeIsTheNetworkThatComputesNothing() {
    Placement at = new Placement(new ImageShape(56, 56, 24), 24, 1);
    Block first = new Block("a", new Skip(), at);
    Block second = new Block("b", new Skip(), at);
    Network idle = Network.chain("idle", at.input(), List.of(first, second));
    assertThat(OnnxRuntime.timed(idle)).isEqualTo(ProfileEntry.overhead().network());
    assertThat(OnnxRuntime.timed(Networks.small())).isEqualTo(Networks.small());
  }

  @Test
  void refusesWhatItCannotRun() {
    assertThatThrownBy(() -> new OnnxRuntime(0, 1, Dtype.FP32))
        .hasMessage("ONNX Runtime needs threads and a batch of at least 1, but was given 0 and 1");
    try (Runtime runtime = new OnnxRuntime(1, 1, Dtype.INT8)) {
      Network graph = ToyGraph.space().at(new int[6]);
      assertThatThrownBy(() -> runtime.open(graph))
          .hasMessageContaining("toy has something to choose, several outputs or a learned sum");
    }
  }
}
