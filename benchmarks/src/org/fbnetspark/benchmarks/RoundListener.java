package org.fbnetspark.benchmarks;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BlockUpdatedInfo;
import org.fbnetspark.executor.WeightSpans;
import scala.collection.JavaConverters;

/** Adds up Spark's figures of the tasks of one round, and the spans of our own. */
final class RoundListener extends SparkListener {

  private static final double MILLIS = 1e-3;
  private static final double MICROS = 1e-6;
  private static final double NANOS = 1e-9;

  private final Map<String, Double> stepsOfExecutors = new HashMap<>();
  private int tasks;
  private double compute;
  private double broadcast;
  private double engine;
  private double serialise;
  private double shuffle;
  private double average;
  private double collector;
  private long broadcastBytes;
  private long shuffleRemoteBytes;
  private long shuffleLocalBytes;
  private long resultBytes;
  private long firstLaunch = Long.MAX_VALUE;
  private long lastFinish;

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    TaskMetrics metrics = task.taskMetrics();
    if (metrics == null) {
      return;
    }
    tasks++;
    firstLaunch = Math.min(firstLaunch, task.taskInfo().launchTime());
    lastFinish = Math.max(lastFinish, task.taskInfo().finishTime());
    Map<String, Double> spans = new HashMap<>();
    for (AccumulableInfo info : JavaConverters.seqAsJavaList(task.taskInfo().accumulables())) {
      if (info.name().isDefined() && info.update().isDefined()) {
        Object update = info.update().get();
        if (update instanceof Long micros) {
          spans.put(info.name().get(), MICROS * micros);
        }
      }
    }
    double steps = span(spans, "steps");
    double received = span(spans, "receive");
    double copied = span(spans, "load") + span(spans, "store");
    double written = NANOS * metrics.shuffleWriteMetrics().writeTime();
    double fetched = MILLIS * metrics.shuffleReadMetrics().fetchWaitTime();
    double rest =
        Math.max(
            0, MILLIS * metrics.executorRunTime() - steps - received - copied - written - fetched);
    boolean averages = task.taskType().equals("ResultTask");
    compute += steps;
    stepsOfExecutors.merge(task.taskInfo().executorId(), steps, Double::sum);
    broadcast += received;
    engine += copied;
    shuffle += written + fetched;
    average += averages ? rest : 0;
    serialise +=
        (averages ? 0 : rest)
            + MILLIS * (metrics.executorDeserializeTime() + metrics.resultSerializationTime());
    collector += MILLIS * metrics.jvmGCTime();
    shuffleRemoteBytes += metrics.shuffleReadMetrics().remoteBytesRead();
    shuffleLocalBytes += metrics.shuffleReadMetrics().localBytesRead();
    resultBytes += metrics.resultSize();
  }

  private static double span(Map<String, Double> spans, String name) {
    return spans.getOrDefault(WeightSpans.name(name), 0.0);
  }

  @Override
  public synchronized void onBlockUpdated(SparkListenerBlockUpdated update) {
    BlockUpdatedInfo info = update.blockUpdatedInfo();
    boolean piece = info.blockId().isBroadcast() && info.blockId().name().contains("piece");
    // A piece that is dropped is told with its size too.
    if (piece
        && info.storageLevel().isValid()
        && !info.blockManagerId().executorId().equals("driver")) {
      broadcastBytes += info.memSize() + info.diskSize();
    }
  }

  /**
   * What a round has come to; the next one begins.
   *
   * @param began on the clock of the day, in milliseconds
   */
  synchronized RoundFigures round(int executors, long began, double seconds, long images) {
    double busy = compute + broadcast + engine + serialise + shuffle + average;
    RoundFigures figures =
        new RoundFigures(
            executors,
            seconds,
            images,
            tasks,
            stepsOfExecutors.values().stream().mapToDouble(s -> s).max().orElse(0),
            compute,
            broadcast,
            engine,
            serialise,
            shuffle,
            average,
            executors * seconds - busy,
            collector,
            MILLIS * (firstLaunch - began),
            seconds - MILLIS * (lastFinish - began),
            broadcastBytes,
            shuffleRemoteBytes,
            shuffleLocalBytes,
            resultBytes);
    clear();
    return figures;
  }

  /** Forgets what was before a round. */
  synchronized void clear() {
    stepsOfExecutors.clear();
    tasks = 0;
    compute = 0;
    broadcast = 0;
    engine = 0;
    serialise = 0;
    shuffle = 0;
    average = 0;
    collector = 0;
    broadcastBytes = 0;
    shuffleRemoteBytes = 0;
    shuffleLocalBytes = 0;
    resultBytes = 0;
    firstLaunch = Long.MAX_VALUE;
    lastFinish = 0;
  }
}
