/** Layers of a network, all candidates of a choice fused, on native kernels. */
package org.fbnetspark.net.fused.layer;
