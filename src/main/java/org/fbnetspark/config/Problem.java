package org.fbnetspark.config;

/**
 * One thing wrong with a configuration.
 *
 * @param key full path of the key
 * @param value the value found, as written
 * @param where file and line, or the command-line option
 * @param rule what is allowed
 */
public record Problem(String key, String value, String where, String rule) {

  Problem within(String part) {
    return new Problem(part + ": " + key, value, where, rule);
  }

  @Override
  public String toString() {
    return key + " = " + value + " (" + where + "): " + rule;
  }
}
