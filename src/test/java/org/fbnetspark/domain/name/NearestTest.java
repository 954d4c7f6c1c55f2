package org.fbnetspark.domain.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

  private static final List<String> KNOWN = List.of("FBNet-A", "FBNet-B", "MobileNetV2");

  @Test
  void findsTheNameWithTheFewestLettersToChange() {
    assertThat(Nearest.to("fbnet-b", KNOWN)).contains("FBNet-B");
    assertThat(Nearest.to("mobilenet_v2", KNOWN)).contains("MobileNetV2");
    assertThat(Nearest.to("FBNt-A", KNOWN)).contains("FBNet-A");
  }

  @Test
  void saysNothingWhereNothingIsNear() {
    assertThat(Nearest.to("resnet50", KNOWN)).isEmpty();
    assertThat(Nearest.to("", List.of())).isEmpty();
    assertThat(Nearest.hint("resnet50", KNOWN)).isEmpty();
    assertThat(Nearest.hint("FBNetA", KNOWN)).isEqualTo("; did you mean FBNet-A?");
  }

  @Test
  void whatIsTooLongForANameHasNone() {
    assertThat(Nearest.to("x".repeat(1_000_000), List.of("x".repeat(999_999)))).isEmpty();
  }
}
