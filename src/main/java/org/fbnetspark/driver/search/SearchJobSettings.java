package org.fbnetspark.driver.search;

import org.fbnetspark.data.DataSettings;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.domain.space.SpaceDefinition;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.retrain.FinalistSettings;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.sink.SinkSettings;

/**
 * Everything that a search job is told.
 *
 * @param runDirectory where to write, on any Hadoop file system
 * @param resume whether to go on with the run that is there
 * @param space what can be chosen; classes are those of the data
 * @param inputStated whether the space's input is stated, and other images are refused; else the
 *     space is fitted to the images
 * @param lastMap sides that the last map has at least then
 * @param data what to train on
 * @param generated what to generate in the run directory where the data has no path; its output is
 *     not looked at
 * @param costs what to keep low
 * @param profile how to measure latencies where no table is given
 * @param search how to search
 * @param engine who computes the supernet
 * @param finalists what the architecture is chosen from
 * @param samples architectures to draw from theta besides the most probable one
 * @param checkpoints checkpoints that are kept
 * @param progressSeconds least time between two lines of progress
 * @param sinks where metrics go besides the run directory's own files
 * @param config resolved configuration, kept in the run directory
 */
public record SearchJobSettings(
    String runDirectory,
    boolean resume,
    SpaceDefinition space,
    boolean inputStated,
    int lastMap,
    DataSettings data,
    PrepareSettings generated,
    CostSettings costs,
    ProfileSettings profile,
    SearchSettings search,
    Engine engine,
    FinalistSettings finalists,
    int samples,
    int checkpoints,
    double progressSeconds,
    SinkSettings sinks,
    String config) {}
