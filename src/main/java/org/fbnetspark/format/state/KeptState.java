package org.fbnetspark.format.state;

import org.fbnetspark.domain.run.RunIdentity;

/**
 * A state and the run it belongs to.
 *
 * @param identity of the run that wrote it
 * @param state as it was
 * @param <S> what it is a state of
 */
public record KeptState<S>(RunIdentity identity, S state) {}
