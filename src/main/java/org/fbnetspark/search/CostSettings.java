package org.fbnetspark.search;

import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;

/**
 * What a search keeps low.
 *
 * @param kind latency, multiply-accumulates or parameters
 * @param latencyTable path of a latency table; without one, the workers are timed for the run
 * @param interpolate whether rows that the table lacks are taken from between those of its grids
 */
public record CostSettings(CostKind kind, Optional<String> latencyTable, boolean interpolate) {}
