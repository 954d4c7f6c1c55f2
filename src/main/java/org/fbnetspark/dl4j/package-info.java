/** Training of a network through dl4j-spark, which averages parameters as DL4J does. */
package org.fbnetspark.dl4j;
