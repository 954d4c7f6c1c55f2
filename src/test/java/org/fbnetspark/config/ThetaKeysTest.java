package org.fbnetspark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fbnetspark.config.ExperimentTest.read;
import static org.fbnetspark.config.ExperimentTest.refusal;

import org.fbnetspark.domain.cost.CostUnder;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.ThetaRule;
import org.junit.jupiter.api.Test;

/** How theta is trained: gates, losses, rules. */
class ThetaKeysTest {

  @Test
  void targetIsTheScaleOfTheAdditiveLoss() {
    assertThat(
            read("cost.kind=macs", "search.target-macs=1e6", "search.loss.form=additive")
                .search()
                .loss())
        .isEqualTo(new HardwareLoss.Additive(0.2, 0.6, 1e6));
  }

  @Test
  void formsHaveFactorsOfTheirOwnUnlessToldOtherwise() {
    String target = "search.target-latency-millis=80";
    assertThat(read(target, "search.loss.form=product-log").search().loss())
        .isEqualTo(new HardwareLoss.ProductLog(0.2, 0.3, 80_000));
    assertThat(read(target, "search.loss.form=linear").search().loss())
        .isEqualTo(new HardwareLoss.Linear(0.1, 80_000));
    assertThat(read("search.loss={form=linear, alpha=0.3, scale=5}").search().loss())
        .isEqualTo(new HardwareLoss.Linear(0.3, 5));
  }

  @Test
  void reinforceJudgesPathsByTheirReward() {
    assertThat(read().search().theta().rule()).isEqualTo(new ThetaRule.Gradient());
    String rule = "search={gate-rule=one-path, theta.rule=reinforce}";
    SearchSettings search = read(rule, "search.target-latency-millis=80").search();
    assertThat(search.theta().rule()).isEqualTo(new ThetaRule.Reinforce(10, 0.99));
    assertThat(search.loss()).isEqualTo(new HardwareLoss.Reward(0.1, 80_000));
    assertThat(search.leads()).isFalse();
    assertThat(
            read(rule, "search.target-latency-millis=80", "search.loss.form=target")
                .search()
                .leads())
        .isTrue();
    assertThat(refusal(rule)).contains("search.loss.scale = null", "for the reward form");
    assertThat(refusal(rule, "search.loss={form=linear, scale=3}"))
        .contains("must be auto, reward or target");
    assertThat(refusal("search.theta.rule=reinforce", "search.loss.scale=3"))
        .contains("search.gate-rule is gumbel; set that to one-path");
    assertThat(refusal("search={gate-rule=two-paths, theta.order=second}"))
        .contains("search.gate-rule is two-paths", "set first");
  }

  /** A path has one op an edge, so that the further skip would make a mixture of each step. */
  @Test
  void pathsHaveNoFurtherSkips() {
    assertThat(refusal("search.gate-rule=two-paths", "space={name=darts-cifar, extra-skip=0.5}"))
        .contains(
            "space.extra-skip = 0.5", "search.gate-rule = two-paths an edge has one op alone");
    assertThat(read("search.loss.form=none").search().loss()).isEqualTo(new HardwareLoss.None());
  }

  @Test
  void everyGateRuleHasAName() {
    assertThat(gates("gumbel", "per-batch")).isEqualTo(new GateRule.Gumbel(false, false));
    assertThat(gates("gumbel", "per-example")).isEqualTo(new GateRule.Gumbel(true, false));
    assertThat(gates("gumbel-hard", "per-example")).isEqualTo(new GateRule.Gumbel(true, true));
    assertThat(gates("softmax", "per-batch")).isEqualTo(new GateRule.Softmax());
    assertThat(gates("one-path", "per-batch")).isEqualTo(new GateRule.Paths(1));
    assertThat(gates("two-paths", "per-batch")).isEqualTo(new GateRule.Paths(2));
    assertThat(gates("all-paths", "per-batch")).isEqualTo(GateRule.Paths.kept());
  }

  @Test
  void costsAreUnderTheGatesUnlessToldOtherwise() {
    assertThat(read().search().costUnder()).isEqualTo(CostUnder.GATES);
    assertThat(read("search.loss.cost-under=theta").search().costUnder())
        .isEqualTo(CostUnder.THETA);
    assertThat(read("search.loss.cost-under=pair").search().costUnder()).isEqualTo(CostUnder.PAIR);
  }

  private static GateRule gates(String rule, String shared) {
    return read("search.gate-rule=" + rule, "search.gates=" + shared).search().gates();
  }
}
