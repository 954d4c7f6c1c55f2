package org.fbnetspark.run;

import java.io.IOException;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.format.data.DatasetManifestJson;
import org.fbnetspark.store.Storage;

/**
 * A prepared data set on disk: shards, and the manifest that makes them a data set.
 *
 * @param storage where it lies
 * @param path full path of the directory
 */
public record DatasetDirectory(Storage storage, String path) {

  /** The directory of this path, which need not exist. */
  public static DatasetDirectory at(Storage storage, String path) throws IOException {
    return new DatasetDirectory(storage, storage.qualified(path));
  }

  /** Whether there is a data set. */
  public boolean exists() throws IOException {
    return storage.exists(manifestPath());
  }

  /** Reads what the data set is. */
  public DatasetManifest manifest() throws IOException {
    if (!exists()) {
      throw new IOException(
          path
              + " holds no prepared data set (no "
              + DatasetManifest.FILE
              + "); make it by ./submit/prepare, or set data.path to one");
    }
    byte[] text = storage.read(manifestPath(), DatasetManifestJson.MAX_BYTES);
    return DatasetManifestJson.read(text, path);
  }

  /** Makes the shards that are there a data set. */
  public void commit(DatasetManifest manifest) throws IOException {
    storage.write(manifestPath(), DatasetManifestJson.write(manifest));
  }

  private String manifestPath() {
    return Storage.child(path, DatasetManifest.FILE);
  }
}
