package org.fbnetspark.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.fbnetspark.search.SearchSummary;

/**
 * The file {@code summary.json} of a search's run directory, version 1.
 *
 * <pre>
 * format                  "fbnet-spark/search-summary"
 * version                 1
 * runDirectory            where everything was written
 * space                   name of the space
 * architecture            op code of each open choice of the most probable architecture, in order;
 *                         architecture.json has it in full
 * macs                    its multiply-accumulates for one example
 * parameters              its convolution and classifier weights
 * predictedLatencyMillis  its latency by the table in latency-table.json
 * latencyDevice           device of that table
 * expectedCost            mean cost of the architectures that theta draws
 * costUnit                its unit: us, MACs or weights
 * thetaSha256             of theta's logits as big-endian float64, row by row
 * weightsSha256           of the supernet's weights as big-endian float32
 * imagesPerSecond         of the process that ended the search, both phases; absent where it had
 *                         nothing left to train
 * epochs                  epochs completed
 * shards                  logical shards
 * seed                    of the run
 * samples                 further architectures drawn from theta, in samples/
 * </pre>
 */
public final class SearchSummaryJson {

  private SearchSummaryJson() {}

  /** The bytes of the file. */
  public static byte[] write(SearchSummary summary) {
    return text(summary).getBytes(StandardCharsets.UTF_8);
  }

  /** The document as text. */
  public static String text(SearchSummary summary) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", "fbnet-spark/search-summary").put("version", 1);
    document.put("runDirectory", summary.runDirectory());
    document.put("space", summary.space());
    summary.picks().forEach(document.putArray("architecture")::add);
    document.put("macs", summary.architecture().macs());
    document.put("parameters", summary.architecture().parameters());
    document.put("predictedLatencyMillis", summary.predictedLatencyMillis());
    document.put("latencyDevice", summary.latencyDevice());
    document.put("expectedCost", summary.expectedCost());
    document.put("costUnit", summary.costUnit());
    document.put("thetaSha256", summary.thetaSha256());
    document.put("weightsSha256", summary.weightsSha256());
    summary.imagesPerSecond().ifPresent(rate -> document.put("imagesPerSecond", rate));
    document.put("epochs", summary.epochs());
    document.put("shards", summary.shards());
    document.put("seed", summary.seed());
    document.put("samples", summary.samples());
    return Json.pretty(document);
  }
}
