/** Training of a network with nothing left to choose, against ports. */
package org.fbnetspark.retrain;
