/** What all runs have in common, whatever their kind: identity, figures of their epochs, state. */
package org.fbnetspark.domain.run;
