package org.fbnetspark.driver.retrain;

import org.fbnetspark.data.DataSettings;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.net.Engine;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.sink.SinkSettings;

/**
 * Everything that a retraining job is told.
 *
 * @param runDirectory where to write, on any Hadoop file system
 * @param resume whether to go on with the run that is there
 * @param network what to train
 * @param data what to train on
 * @param generated what to generate in the run directory where the data has no path; its output is
 *     not looked at
 * @param recipes how to train
 * @param engine who computes the network
 * @param checkpoints checkpoints that are kept
 * @param progressSeconds least time between two lines of progress
 * @param sinks where metrics go besides the run directory's own files
 * @param config resolved configuration, kept in the run directory
 */
public record RetrainJobSettings(
    String runDirectory,
    boolean resume,
    NetworkSource network,
    DataSettings data,
    PrepareSettings generated,
    RetrainRecipes recipes,
    Engine engine,
    int checkpoints,
    double progressSeconds,
    SinkSettings sinks,
    String config) {}
