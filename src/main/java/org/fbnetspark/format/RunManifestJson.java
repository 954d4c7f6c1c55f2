package org.fbnetspark.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.fbnetspark.domain.train.RunIdentity;

/**
 * The file {@code manifest.json} of a run directory, version 1: what would be needed to run it
 * again.
 *
 * <pre>
 * format     "fbnet-spark/run"
 * version    1
 * identity   SHA-256 of settings, space, costs and data; a checkpoint carries the same
 * facts      versions, seed, engine, threads, master and the like, as text
 * </pre>
 */
public final class RunManifestJson {

  private RunManifestJson() {}

  /** The bytes of the file. */
  public static byte[] write(RunIdentity identity, Map<String, String> facts) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", "fbnet-spark/run").put("version", 1);
    document
        .putObject("identity")
        .put("settings", identity.settings())
        .put("space", identity.space())
        .put("costs", identity.costs())
        .put("data", identity.data());
    ObjectNode node = document.putObject("facts");
    facts.forEach(node::put);
    return Json.pretty(document).getBytes(StandardCharsets.UTF_8);
  }
}
