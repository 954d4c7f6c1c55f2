/** The supernet on fused layers over native kernels. */
package org.fbnetspark.net.fused;
