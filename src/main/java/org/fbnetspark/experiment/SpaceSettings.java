package org.fbnetspark.experiment;

import org.fbnetspark.domain.space.SpaceDefinition;

/**
 * The space of an experiment.
 *
 * @param definition the space; its classes are those of the data in a search
 * @param inputStated whether the configuration states the input; else it is that of the data
 * @param lastMap sides that the last map has at least where a space or a published network is
 *     fitted to the images
 */
public record SpaceSettings(SpaceDefinition definition, boolean inputStated, int lastMap) {}
