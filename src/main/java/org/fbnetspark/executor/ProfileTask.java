package org.fbnetspark.executor;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.TaskContext;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.Profiled;
import org.fbnetspark.profile.Profiler;
import org.fbnetspark.profile.Runtime;
import org.fbnetspark.wire.HostFacts;
import org.fbnetspark.wire.ProfileResult;
import org.fbnetspark.wire.ProfileRound;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.JavaConverters;

/**
 * Measures on this machine, in a barrier stage that holds every task slot: on each machine the task
 * of the lowest partition measures, and all others wait until the last has done, so that nothing of
 * this application runs beside a measurement. An answer comes from each task that measured. Outside
 * of a barrier stage every task measures.
 *
 * @param round what to do
 * @param engine who computes where the runtime is the project's own
 */
public record ProfileTask(ProfileRound round, Engine engine)
    implements Function1<Iterator<Integer>, Iterator<ProfileResult>>, Serializable {

  @Override
  public Iterator<ProfileResult> apply(Iterator<Integer> partition) {
    List<ProfileResult> answers =
        TaskContext.get() instanceof BarrierTaskContext context
            ? measureOncePerMachine(context)
            : List.of(measure(ThisHost.facts()));
    return JavaConverters.asScalaIterator(answers.iterator());
  }

  private List<ProfileResult> measureOncePerMachine(BarrierTaskContext context) {
    HostFacts host = ThisHost.facts();
    List<String> machines = Arrays.asList(context.allGather(host.machine()));
    boolean measures = machines.indexOf(host.machine()) == context.partitionId();
    List<ProfileResult> answers = measures ? List.of(measure(host)) : List.of();
    // Spark looks whether all have come once a second, which is spared where none measures.
    if (!round.networks().isEmpty()) {
      context.barrier();
    }
    return answers;
  }

  /** What goes wrong here would go wrong again, so it is told and not thrown for a retry. */
  private ProfileResult measure(HostFacts host) {
    List<Network> networks = round.networks().getOrDefault(host.name(), List.of());
    try (Runtime runtime = Runtimes.open(round.runtime(), engine)) {
      Profiled profiled =
          networks.isEmpty()
              ? Profiled.NOTHING
              : new Profiler(runtime, round.protocol(), round.seeds(), System::nanoTime)
                  .measure(networks);
      return new ProfileResult(host, runtime.name(), runtime.layout(), profiled, "");
    } catch (RuntimeException | LinkageError e) {
      return ProfileResult.failed(host, e);
    }
  }
}
