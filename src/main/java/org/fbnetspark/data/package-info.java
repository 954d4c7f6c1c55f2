/** Shards of examples, the batches cut from them, and their augmentation. */
package org.fbnetspark.data;
