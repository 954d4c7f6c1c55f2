/** Every random number of a run descends from one seed. */
package org.fbnetspark.domain.random;
