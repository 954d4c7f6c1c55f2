package org.fbnetspark.search;

import java.util.Optional;

/** Where states survive the process. */
public interface Checkpoints {

  /** The newest state that is whole, or empty before the first commit. */
  Optional<SearchState> latest();

  /** Keeps a state; when this returns, a killed process can go on from it. */
  void commit(SearchState state);
}
