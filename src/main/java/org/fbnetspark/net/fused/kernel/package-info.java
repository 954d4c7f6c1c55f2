/** Kernels on native memory: matrix products, convolutions and batch normalisation of oneDNN. */
package org.fbnetspark.net.fused.kernel;
