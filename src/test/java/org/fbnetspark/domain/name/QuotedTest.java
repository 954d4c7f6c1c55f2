package org.fbnetspark.domain.name;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedTest {

  @Test
  void readableTextStaysAsItIs() {
    assertThat(Quoted.of("a \"cat\", dög, 猫, 𝔸")).isEqualTo("a \"cat\", dög, 猫, 𝔸");
  }

  @Test
  void whatATerminalActsOnIsShownAsItsNumber() {
    assertThat(Quoted.of("\u001b[31m\n\u202ereversed\u2028\ud800"))
        .isEqualTo("\\u001b[31m\\u000a\\u202ereversed\\u2028\\ud800");
  }

  @Test
  void longTextIsCut() {
    assertThat(Quoted.of("x".repeat(200))).hasSize(200);
    assertThat(Quoted.of("x".repeat(5_000_000))).isEqualTo("x".repeat(200) + "...");
    assertThat(Quoted.of("𝔸𝔸𝔸", 2)).isEqualTo("𝔸𝔸...");
  }
}
