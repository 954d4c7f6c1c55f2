package org.fbnetspark.driver.profile;

import java.util.Optional;
import org.fbnetspark.domain.space.SpaceDefinition;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.ProfileSettings;

/**
 * Everything that a profile job is told.
 *
 * @param space whose rows are wanted
 * @param inputStated whether the space's input is stated; else it is fitted to the images of the
 *     data set, if there is one
 * @param lastMap sides that the last map has at least then
 * @param data directory of a prepared data set, which need not exist
 * @param profile how to measure
 * @param engine who computes where the runtime is the project's own
 * @param seed decides the order of entries and the whole networks
 * @param refresh whether rows that are there are measured again
 */
public record ProfileJobSettings(
    SpaceDefinition space,
    boolean inputStated,
    int lastMap,
    Optional<String> data,
    ProfileSettings profile,
    Engine engine,
    long seed,
    boolean refresh) {}
