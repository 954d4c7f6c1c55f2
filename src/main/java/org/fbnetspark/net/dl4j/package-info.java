/** Derived networks as DL4J graphs of DL4J's own layers. */
package org.fbnetspark.net.dl4j;
