/** Checkpoints: sealed frames of whole states. */
package org.fbnetspark.format.state;
