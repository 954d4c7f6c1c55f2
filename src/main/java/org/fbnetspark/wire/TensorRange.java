package org.fbnetspark.wire;

import java.io.Serializable;

/**
 * Between which values a tensor of a model lay.
 *
 * @param tensor its name
 * @param least at most 0
 * @param greatest at least 0
 */
public record TensorRange(String tensor, float least, float greatest) implements Serializable {}
