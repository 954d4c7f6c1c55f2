/** Bytes on any Hadoop file system: read within bounds, committed as a whole. */
package org.fbnetspark.store;
