/**
 * Reads HOCON files and {@code --set} overrides into the settings of the other packages; collects
 * every problem before it refuses.
 */
package org.fbnetspark.config;
