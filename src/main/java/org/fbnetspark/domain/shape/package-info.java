/** The shape of one example, without the batch axis. */
package org.fbnetspark.domain.shape;
