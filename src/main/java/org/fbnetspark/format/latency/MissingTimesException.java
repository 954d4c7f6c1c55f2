package org.fbnetspark.format.latency;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Results of a pack lack the times of some of its models; names all of them. */
public final class MissingTimesException extends IOException {

  private static final long serialVersionUID = 1L;

  private final ArrayList<String> files;

  MissingTimesException(String path, int all, List<String> files) {
    super(
        path
            + ", end: "
            + files.size()
            + " of "
            + all
            + " models have no time; add theirs:\n  "
            + String.join("\n  ", files));
    this.files = new ArrayList<>(files);
  }

  /** The models without a time, in the order of the manifest. */
  public List<String> files() {
    return List.copyOf(files);
  }
}
