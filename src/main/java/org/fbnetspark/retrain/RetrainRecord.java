package org.fbnetspark.retrain;

import java.util.Optional;
import org.fbnetspark.domain.evaluation.EvaluationRecord;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.run.RunRecord;

/**
 * What a run directory tells of a retraining alone.
 *
 * @param run what it tells of any run
 * @param network that is trained
 * @param recipe it is trained by
 * @param test the best network on the test examples; empty before the end and without any
 */
public record RetrainRecord(
    RunRecord run, Network network, RetrainRecipe recipe, Optional<EvaluationRecord> test) {}
