/** The manifest of a data set. */
package org.fbnetspark.format.data;
