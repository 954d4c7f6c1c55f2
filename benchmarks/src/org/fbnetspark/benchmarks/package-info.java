/** Benchmarks against peers, run by the scripts in benchmarks/. */
package org.fbnetspark.benchmarks;
