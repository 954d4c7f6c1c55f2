/** The fused layers as layers of DL4J, in a graph on ND4J buffers. */
package org.fbnetspark.net.graph;
