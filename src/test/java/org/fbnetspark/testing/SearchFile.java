package org.fbnetspark.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** An experiment's file for processes, whose space is {@link SmallSearch#SPACE}. */
public final class SearchFile {

  private SearchFile() {}

  /** What a search must come to, wherever it runs. */
  public record Bits(String theta, String weights) {

    /** Of the run in a directory. */
    public static Bits of(Path run) throws IOException {
      return of(Files.readAllBytes(run.resolve("summary.json")));
    }

    /** Of a run's summary. */
    public static Bits of(byte[] summary) throws IOException {
      JsonNode json = new ObjectMapper().readTree(summary);
      return new Bits(json.get("thetaSha256").asText(), json.get("weightsSha256").asText());
    }
  }

  /**
   * Writes it.
   *
   * @param data path of a prepared data set
   */
  public static void write(Path file, String data) throws IOException {
    Files.writeString(
        file,
        String.format(
            Locale.ROOT,
            """
            seed = 11
            data { path = "%s", augmentation.padding = 1 }
            cost.kind = macs
            space {
              name = small, input = [8, 8, 3], stem = { kernel = 3, width = 6, stride = 1 }
              stages = [{ width = 6, layers = 1, stride = 1 }, { width = 8, layers = 2, stride = 2 }]
              candidates = [mb_k3_e1, mb_k5_e1_g2, skip], last-width = 12
            }
            search {
              epochs = 4, warmup-epochs = 1, shards = 4, batch = 8, gates = per-example
              weights.steps-per-round = 1
            }
            profile {
              interval-share = 0.05, max-seconds = 0.02, warm-up-max-seconds = 0.02
              slice-seconds = 0.001, passes = 2
            }
            run { progress-seconds = 0, checkpoints = 2 }
            """,
            data));
  }
}
