package org.fbnetspark.driver;

import java.util.Optional;
import org.fbnetspark.format.KeptState;
import org.fbnetspark.format.SearchStateBytes;
import org.fbnetspark.search.Checkpoints;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.store.CorruptFileException;

/**
 * The checkpoints of a search as files.
 *
 * @param files that hold them
 */
record SearchCheckpoints(CheckpointFiles<SearchState> files) implements Checkpoints {

  /** How a search's states are written. */
  static final CheckpointFiles.Codec<SearchState> CODEC =
      new CheckpointFiles.Codec<>() {
        @Override
        public byte[] write(KeptState<SearchState> kept) {
          return SearchStateBytes.write(kept);
        }

        @Override
        public KeptState<SearchState> read(byte[] bytes, String name) throws CorruptFileException {
          return SearchStateBytes.read(bytes, name);
        }

        @Override
        public int epoch(SearchState state) {
          return state.epoch();
        }
      };

  @Override
  public Optional<SearchState> latest() {
    return files.latest();
  }

  @Override
  public void commit(SearchState state) {
    files.commit(state);
  }
}
