package org.fbnetspark.format.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.json.JsonFields;

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

  private static final String FORMAT = "fbnet-spark/run";
  private static final int VERSION = 1;
  private static final int LONGEST_FACT = 10_000;

  /**
   * What the file holds.
   *
   * @param identity of the run
   * @param facts by name, in the file's order
   */
  public record RunManifest(RunIdentity identity, Map<String, String> facts) {

    /** Copies the facts. */
    public RunManifest {
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
  }

  private RunManifestJson() {}

  /** The bytes of the file. */
  public static byte[] write(RunIdentity identity, Map<String, String> facts) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", FORMAT).put("version", VERSION);
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

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @throws FormatException naming the field; the format where it is no search's manifest
   */
  public static RunManifest read(byte[] bytes, String path) throws FormatException {
    JsonFields file = JsonFields.ofFile(bytes, path, FORMAT, VERSION);
    JsonFields identity = file.object("identity");
    JsonFields told = file.object("facts");
    Map<String, String> facts = new LinkedHashMap<>();
    for (String name : told.names()) {
      facts.put(name, told.text(name, LONGEST_FACT));
    }
    return new RunManifest(
        new RunIdentity(
            identity.sha256("settings"),
            identity.sha256("space"),
            identity.sha256("costs"),
            identity.sha256("data")),
        facts);
  }
}
