package org.fbnetspark.executor;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.Shard;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.store.Storage;

/**
 * The shards of data that this JVM has read, least recently used first. They take at most a third
 * of the heap, and less when memory is short.
 */
final class ShardCache {

  private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 3;

  private static final Map<ShardFile, SoftReference<Shard>> SHARDS =
      new LinkedHashMap<>(16, 0.75f, true);

  private ShardCache() {}

  static Shard read(Storage storage, ShardFile file, DatasetManifest manifest) throws IOException {
    synchronized (SHARDS) {
      SoftReference<Shard> kept = SHARDS.get(file);
      Shard shard = kept == null ? null : kept.get();
      if (shard != null) {
        return shard;
      }
    }
    Shard shard = Shard.read(storage, file, manifest);
    synchronized (SHARDS) {
      SHARDS.put(file, new SoftReference<>(shard));
      dropOldest();
    }
    return shard;
  }

  private static void dropOldest() {
    long bytes = SHARDS.keySet().stream().mapToLong(ShardFile::bytes).sum();
    Iterator<ShardFile> oldest = SHARDS.keySet().iterator();
    while (bytes > MOST_BYTES && oldest.hasNext()) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }
}
