/** Networks as graphs whose parts may depend on what is picked. */
package org.fbnetspark.domain.network;
