/** One decoder for each public format, all behind {@code ExampleSource}. */
package org.fbnetspark.data.source;
