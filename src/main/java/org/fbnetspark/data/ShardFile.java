package org.fbnetspark.data;

import java.io.Serializable;

/**
 * One shard of a prepared data set.
 *
 * @param path full path
 * @param examples number of examples
 * @param bytes length of the file
 * @param checksum CRC-32C of the file without its last four bytes, which hold the same; 8 hex
 *     digits
 */
public record ShardFile(String path, int examples, long bytes, String checksum)
    implements Serializable {

  /** The last part of the path, as the manifest names it. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
