package org.fbnetspark.fault;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/** Holds executors where a task begins; see {@link Holds}. */
public final class HoldPlugin implements SparkPlugin {

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      private Holds holds;
      private String executor;

      @Override
      public void init(PluginContext context, Map<String, String> extra) {
        holds = new Holds(Path.of(context.conf().get(Holds.SETTING)));
        executor = context.executorID();
      }

      @Override
      public void onTaskStart() {
        TaskContext task = TaskContext.get();
        String group = task.getLocalProperty("spark.jobGroup.id");
        holds.reach(point(group, String.valueOf(task.numPartitions())), executor);
      }
    };
  }

  /** What a task's beginning is called: name of the Spark job, and tasks of the stage. */
  static String point(String group, String tasks) {
    return group + " of " + tasks;
  }
}
