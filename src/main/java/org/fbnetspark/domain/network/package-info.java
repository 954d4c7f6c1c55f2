/** Networks with nothing left to choose. */
package org.fbnetspark.domain.network;
