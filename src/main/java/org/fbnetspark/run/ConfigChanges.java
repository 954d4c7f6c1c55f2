package org.fbnetspark.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tells two resolved configurations apart, key by key; both have a line for each key. */
public final class ConfigChanges {

  private static final String IS = " = ";
  private static final String ABSENT = "not there";

  private ConfigChanges() {}

  /** The keys that differ, each with both values. */
  public static List<String> between(String kept, String now) {
    Map<String, String> then = values(kept);
    Map<String, String> today = values(now);
    TreeSet<String> keys = new TreeSet<>(then.keySet());
    keys.addAll(today.keySet());
    List<String> changes = new ArrayList<>();
    for (String key : keys) {
      String old = then.getOrDefault(key, ABSENT);
      String given = today.getOrDefault(key, ABSENT);
      if (!old.equals(given)) {
        changes.add(key + " was " + old + " and is " + given + " now");
      }
    }
    return changes;
  }

  private static Map<String, String> values(String config) {
    Map<String, String> values = new TreeMap<>();
    for (String line : config.lines().toList()) {
      int is = line.indexOf(IS);
      if (is > 0) {
        values.put(line.substring(0, is), line.substring(is + IS.length()));
      }
    }
    return values;
  }
}
