package org.fbnetspark.run;

import java.util.Optional;
import org.fbnetspark.format.state.SearchStateBytes;
import org.fbnetspark.search.Checkpoints;
import org.fbnetspark.search.SearchState;

/**
 * The checkpoints of a search as files.
 *
 * @param files that hold them
 */
public record SearchCheckpoints(CheckpointFiles<SearchState> files) implements Checkpoints {

  /** How a search's states are written. */
  public static final CheckpointFiles.Codec<SearchState> CODEC =
      new CheckpointFiles.Codec<>(
          SearchStateBytes::write, SearchStateBytes::read, SearchState::epoch);

  @Override
  public Optional<SearchState> latest() {
    return files.latest();
  }

  @Override
  public void commit(SearchState state) {
    files.commit(state);
  }
}
