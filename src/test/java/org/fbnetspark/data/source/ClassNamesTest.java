package org.fbnetspark.data.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassNamesTest {

  @Test
  void refusesNamesThatAPersonTakesForOne() {
    refuses("cat", "Cat");
    refuses("caf\u00e9", "cafe\u0301");
    refuses("dog ", "dog");
    refuses("x", "x");
  }

  @Test
  void takesDifferentNames() {
    assertThatCode(() -> ClassNames.check("set", List.of("cat", "cats", "c at")))
        .doesNotThrowAnyException();
  }

  private static void refuses(String one, String other) {
    assertThatThrownBy(() -> ClassNames.check("set", List.of("first", one, other)))
        .hasMessageContaining("'" + one + "'")
        .hasMessageContaining("'" + other + "'")
        .hasMessageContaining("twice");
  }
}
