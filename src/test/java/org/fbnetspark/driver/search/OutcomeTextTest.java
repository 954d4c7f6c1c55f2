package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.fbnetspark.format.run.SearchSummaryJson;
import org.fbnetspark.report.OutcomeSentences;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class OutcomeTextTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A search without a target, predicted at 0.125 ms. */
  private static SearchSummary measured(double millis) throws IOException {
    SearchSummary sample = SampleRun.summary("runs/1", "tiny-searched");
    ObjectNode document = (ObjectNode) JSON.readTree(SearchSummaryJson.text(sample));
    document.remove(List.of("target", "tries", "limits"));
    document.put("measuredLatencyMillis", millis);
    return SearchSummaryJson.read(
        JSON.writeValueAsBytes(document), "summary.json", sample.architecture());
  }

  private static List<String> lines(double millis) throws IOException {
    return OutcomeText.lines(measured(millis), SampleRun.table("a device"));
  }

  @Test
  void aTimeFarFromItsPredictionIsToldWithoutATargetToo() throws IOException {
    assertThat(lines(0.08))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("prediction off: measured 0.0800 ms is 0.640 times the 0.1250 ms")
                    .contains("./submit/profile", "cost.latency-table"));
    assertThat(OutcomeSentences.unlikely(measured(0.16))).isPresent();
    for (double near : new double[] {0.101, 0.125, 0.156}) {
      assertThat(lines(near)).noneMatch(line -> line.contains("prediction off"));
    }
  }
}
