package org.fbnetspark.data;

import java.io.Serializable;

/**
 * One class of a data set; its position in the manifest is its label.
 *
 * @param name name in the source
 * @param train examples to train with
 * @param test examples to test with
 */
public record DatasetClass(String name, int train, int test) implements Serializable {}
