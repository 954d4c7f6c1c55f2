package org.fbnetspark.fault;

/** Where in a job a fault strikes: in which Spark jobs, by their groups, and in which stage. */
enum Phase {
  WEIGHTS(Work.SEARCH, "epoch [123] weights round \\d+", Stage.FIRST),
  AVERAGING(Work.SEARCH, "epoch [123] weights round \\d+", Stage.SECOND),
  THETA(Work.SEARCH, "epoch [23] theta round \\d+", Stage.FIRST),
  RETRAINING(Work.RETRAINING, "epoch [123] round \\d+", Stage.FIRST),
  RETRAINING_AVERAGING(Work.RETRAINING, "epoch [123] round \\d+", Stage.SECOND),
  JUDGING(Work.RETRAINING, "evaluation", Stage.FIRST),
  PROFILING(Work.PROFILE, "profile chunk \\d+/\\d+", Stage.FIRST),
  PROFILING_NETWORKS(Work.PROFILE, "profile networks \\d+/\\d+", Stage.FIRST);

  /** Which stage of a Spark job. */
  enum Stage {
    FIRST,
    /** Behind the shuffle. */
    SECOND
  }

  private final Work work;
  private final String group;
  private final Stage stage;

  Phase(Work work, String group, Stage stage) {
    this.work = work;
    this.group = group;
    this.stage = stage;
  }

  /** What is going on then. */
  Work work() {
    return work;
  }

  /** A pattern of the names of its Spark jobs, in this epoch where they tell one. */
  String group(int epoch) {
    return group.replaceFirst("\\[\\d+\\]", String.valueOf(epoch));
  }

  /** The first epoch that has it. */
  int firstEpoch() {
    return this == THETA ? 2 : 1;
  }

  Stage stage() {
    return stage;
  }
}
