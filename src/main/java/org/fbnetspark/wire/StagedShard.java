package org.fbnetspark.wire;

import java.io.Serializable;
import org.fbnetspark.data.Split;

/**
 * Examples that were dealt to one shard and wait to be decoded.
 *
 * @param split the part of the data set
 * @param index of the shard in its split
 * @param path of the staged examples
 * @param examples how many were staged
 */
public record StagedShard(Split split, int index, String path, int examples)
    implements Serializable {}
