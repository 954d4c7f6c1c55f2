package org.fbnetspark.domain.run;

import java.util.ArrayList;
import java.util.List;

/**
 * What a checkpoint belongs to: SHA-256 in hexadecimal of each thing that decides the bits of a
 * training. A state resumed under another identity would be neither the old training nor a new one.
 *
 * @param settings of the training
 * @param space its choices and network as text, or the network alone where nothing is chosen
 * @param costs the cost table; of an empty text where nothing is kept low
 * @param data the manifest of the data
 */
public record RunIdentity(String settings, String space, String costs, String data) {

  /** What another identity differs in, in words; empty where all is one. */
  public List<String> differences(RunIdentity now) {
    List<String> differences = new ArrayList<>();
    compare("settings", settings, now.settings, differences);
    compare("space", space, now.space, differences);
    compare("costs", costs, now.costs, differences);
    compare("data", data, now.data, differences);
    return differences;
  }

  private static void compare(String what, String kept, String now, List<String> differences) {
    if (!kept.equals(now)) {
      differences.add(what);
    }
  }
}
