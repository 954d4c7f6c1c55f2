package org.fbnetspark.driver.rounds;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.executor.LogicalShard;
import org.fbnetspark.executor.SplitPart;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.net.engines.Supernets;

/**
 * Finds what would keep shards from training side by side, before the work begins.
 *
 * @param section of the configuration that the training's keys are in
 * @param kept vectors of the length of the weights that the training keeps from round to round, see
 *     {@link HeapNeed}
 */
public record TrainingPreflight(String section, int kept) {

  /** What is wrong with the serializer, if anything. */
  public static Optional<String> serializer(SparkConf conf) {
    String serializer = conf.get("spark.serializer", "");
    return serializer.endsWith("KryoSerializer")
        ? Optional.of(
            "spark.serializer must be Java's, but was "
                + serializer
                + ": Kryo cannot restore the records that this job sends; leave the setting out")
        : Optional.empty();
  }

  /** Where a training runs, and the memory that it needs and has there, as lines for a person. */
  public List<String> told(TrainingRun run, TaskSlots slots) {
    return MemoryPlan.of(run, kept, slots).told();
  }

  /**
   * What is wrong with classes, shards, batches, engine and memory.
   *
   * @param parts of the split of which every shard needs a batch
   */
  public List<String> problems(TrainingRun run, List<SplitPart> parts, TaskSlots slots) {
    List<String> problems = new ArrayList<>(shards(run, parts));
    classes(run.data().manifest()).ifPresent(problems::add);
    Supernets.refusal(run.net().network(), run.net().engine()).ifPresent(problems::add);
    problems.addAll(MemoryPlan.of(run, kept, slots).problems(section));
    return problems;
  }

  private static Optional<String> classes(DatasetManifest data) {
    return data.classes().size() > 1
        ? Optional.empty()
        : Optional.of(
            "data.path must hold at least two classes, but data set "
                + data.name()
                + " has '"
                + data.classes().get(0).name()
                + "' alone, from which nothing can be learned; prepare it again from a source with"
                + " a folder for each class");
  }

  private List<String> shards(TrainingRun run, List<SplitPart> parts) {
    int files = run.data().manifest().train().size();
    if (run.shards() > files) {
      return List.of(
          section
              + ".shards must be at most the number of training files, which is "
              + files
              + ", but was "
              + run.shards()
              + "; lower it, or prepare the data with more prepare.train-shards");
    }
    List<String> problems = new ArrayList<>();
    for (SplitPart part : parts) {
      for (int shard = 0; shard < run.shards(); shard++) {
        if (new LogicalShard(run, shard).batches(part) == 0) {
          problems.add(
              section
                  + ".batch must fit into the "
                  + part.name().toLowerCase(Locale.ROOT)
                  + " split of every shard, but shard "
                  + shard
                  + " has fewer than "
                  + run.net().batch()
                  + " examples there; lower "
                  + section
                  + ".batch or "
                  + section
                  + ".shards");
          break;
        }
      }
    }
    return problems;
  }
}
