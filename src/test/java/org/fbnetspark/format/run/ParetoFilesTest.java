package org.fbnetspark.format.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.search.pareto.ParetoFront;
import org.fbnetspark.search.pareto.ParetoPoint;
import org.fbnetspark.testing.Golden;
import org.fbnetspark.testing.SamplePareto;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class ParetoFilesTest {

  @Test
  void csvIsAsAReleaseHasWrittenIt() throws IOException {
    assertThat(ParetoCsv.text(SamplePareto.fronts())).isEqualTo(Golden.text("pareto-v1.csv"));
  }

  @Test
  void jsonIsAsAReleaseHasWrittenIt() throws IOException {
    assertThat(ParetoJson.text(SamplePareto.fronts())).isEqualTo(Golden.text("pareto-v1.json"));
  }

  @Test
  void textThatCouldEndAFieldIsQuoted() {
    ParetoPoint point =
        new ParetoPoint(
            "a, \"b\"\nc",
            CostKind.LATENCY,
            "one,two",
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.of(2.0),
            SampleRun.architecture("x"),
            "points/a, b");
    assertThat(ParetoCsv.text(ParetoFront.of(List.of(point))))
        .endsWith(",\"points/a, b\"\n")
        .contains("\n\"a, \"\"b\"\"\nc\",latency,us,\"one,two\",1.0,,,2.0,no,,");
  }
}
