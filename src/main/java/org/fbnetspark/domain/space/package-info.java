/**
 * A search space is a sequence of choices; an architecture is a space with nothing left to choose.
 */
package org.fbnetspark.domain.space;
