/** The published spaces and networks, one table-shaped file each. */
package org.fbnetspark.domain.space.catalog;
