package org.fbnetspark.net.fused.layer;

import java.util.Optional;
import org.fbnetspark.net.fused.kernel.NativeFloats;

/**
 * The buffers that a layer shares with its neighbours.
 *
 * @param x input
 * @param dx gradient with respect to the input; empty for the first layer of a network
 * @param y output
 * @param dy gradient with respect to the output
 */
public record Ports(NativeFloats x, Optional<NativeFloats> dx, NativeFloats y, NativeFloats dy) {}
