package org.fbnetspark.config;

import org.fbnetspark.domain.space.SpaceDefinition;

/**
 * The space of an experiment.
 *
 * @param definition the space; its classes are those of the data in a search
 * @param inputStated whether the configuration states the input; else it is that of the data
 */
public record SpaceSettings(SpaceDefinition definition, boolean inputStated) {}
