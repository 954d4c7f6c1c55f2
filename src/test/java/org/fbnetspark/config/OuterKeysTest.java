package org.fbnetspark.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.experiment.Experiment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OuterKeysTest {

  @Test
  void theDefaultIsThePlainAverage() {
    Experiment experiment = ExperimentTest.read();
    assertThat(experiment.search().weights().outer()).isEqualTo(OuterStep.NONE);
    assertThat(experiment.retrain().smallImages().settings().outer()).isEqualTo(OuterStep.NONE);
  }

  @Test
  void searchAndRetrainingHaveTheirOwn() {
    Experiment experiment =
        ExperimentTest.read(
            "search.weights.outer-momentum=0.4",
            "search.weights.outer-inner-momentum=zeroed",
            "retrain.outer-momentum=0.9",
            "retrain.outer-nesterov=true",
            "retrain.outer-learning-rate=0.6");
    assertThat(experiment.search().weights().outer())
        .isEqualTo(new OuterStep(0.4, false, 1, OuterStep.Inner.ZEROED));
    assertThat(experiment.retrain().smallImages().settings().outer())
        .isEqualTo(new OuterStep(0.9, true, 0.6, OuterStep.Inner.AVERAGED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"search.weights", "retrain"})
  void whatCannotBeIsRefused(String section) {
    assertThat(ExperimentTest.refusal(section + ".outer-momentum=1"))
        .contains(section + ".outer-momentum");
    assertThat(ExperimentTest.refusal(section + ".outer-learning-rate=0"))
        .contains(section + ".outer-learning-rate");
    assertThat(ExperimentTest.refusal(section + ".outer-inner-momentum=kept"))
        .contains("averaged, zeroed");
    assertThat(ExperimentTest.refusal(section + ".outer-nesterov=true"))
        .contains(section + ".outer-nesterov", "raise that");
  }
}
