/** Tables of latencies as JSON, CSV and text, and packs that measure elsewhere. */
package org.fbnetspark.format.latency;
