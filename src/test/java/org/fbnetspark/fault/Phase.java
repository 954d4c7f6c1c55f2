package org.fbnetspark.fault;

/** Where in a job a fault strikes: in which Spark jobs, by their groups, and in which stage. */
enum Phase {
  WEIGHTS(Work.SEARCH, Group.WEIGHTS, Tasks.SHARDS),
  AVERAGING(Work.SEARCH, Group.WEIGHTS, Tasks.SLICES),
  THETA(Work.SEARCH, Group.THETA, Tasks.SHARDS),
  GOALS_WEIGHTS(Work.GOALS, Group.WEIGHTS, Tasks.SHARDS),
  GOALS_AVERAGING(Work.GOALS, Group.WEIGHTS, Tasks.SLICES),
  GOALS_THETA(Work.GOALS, Group.THETA, Tasks.SHARDS_OF_GOALS),
  RETRAINING(Work.RETRAINING, "epoch [123] round \\d+", Tasks.SHARDS),
  RETRAINING_AVERAGING(Work.RETRAINING, "epoch [123] round \\d+", Tasks.SLICES),
  JUDGING(Work.RETRAINING, "evaluation", Tasks.ANY),
  PROFILING(Work.PROFILE, "profile chunk \\d+/\\d+", Tasks.ANY),
  PROFILING_NETWORKS(Work.PROFILE, "profile networks \\d+/\\d+", Tasks.ANY);

  /** Names of Spark jobs of searches. */
  private static final class Group {
    static final String WEIGHTS = "epoch [123] weights round \\d+";
    static final String THETA = "epoch [23] theta round \\d+";
  }

  /** Numbers of tasks by which the stages of a Spark job are told apart. */
  private static final class Tasks {
    static final String SHARDS = String.valueOf(Work.SHARDS);
    static final String SHARDS_OF_GOALS = String.valueOf(Work.SHARDS * Work.GOAL_NAMES.size());

    /** Behind the shuffle there is a task for each slice of the weights. */
    static final String SLICES = "(?!" + Work.SHARDS + "$)\\d+";

    static final String ANY = "\\d+";
  }

  private final Work work;
  private final String group;
  private final String tasks;

  Phase(Work work, String group, String tasks) {
    this.work = work;
    this.group = group;
    this.tasks = tasks;
  }

  /** What is going on then. */
  Work work() {
    return work;
  }

  /** The first epoch that has it. */
  int firstEpoch() {
    return group.equals(Group.THETA) ? 2 : 1;
  }

  /** A pattern of the points at which its tasks begin, in this epoch where it tells one. */
  String pattern(int epoch) {
    return HoldPlugin.point(group.replaceFirst("\\[\\d+\\]", String.valueOf(epoch)), tasks);
  }
}
