/** Bytes on any Hadoop file system: read within bounds, committed by rename. */
package org.fbnetspark.store;
