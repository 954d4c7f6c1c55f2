package org.fbnetspark.format.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.search.GoalOutcome;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class GoalsSummaryJsonTest {

  private static final SearchSummary PHONE =
      SampleRun.summary("hdfs://host/runs/1", "tiny-searched");

  /** The network of the second one was not timed. */
  private static final List<GoalOutcome> GOALS =
      List.of(
          new GoalOutcome("phone", PHONE),
          new GoalOutcome("board", Changed.of(PHONE, Optional.<Double>empty())));

  @Test
  void writesTheGoldenFile() throws IOException {
    try (InputStream golden =
        GoalsSummaryJsonTest.class.getResourceAsStream("/golden/goals-summary-v1.json")) {
      assertThat(GoalsSummaryJson.text("hdfs://host/runs/1", GOALS))
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void everyGoalHasWhatItsOwnSummarySays() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode together = mapper.readTree(GoalsSummaryJson.write("hdfs://host/runs/1", GOALS));
    JsonNode alone = mapper.readTree(SearchSummaryJson.text(PHONE));
    together
        .path("goals")
        .path(0)
        .fields()
        .forEachRemaining(
            field -> {
              if (!field.getKey().equals("name")) {
                assertThat(field.getValue())
                    .as(field.getKey())
                    .isEqualTo(alone.get(field.getKey()));
              }
            });
    assertThat(together.get("weightsSha256")).isEqualTo(alone.get("weightsSha256"));
    assertThat(together.path("goals").path(1).has("measuredLatencyMillis")).isFalse();
  }
}
