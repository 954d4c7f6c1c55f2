package org.fbnetspark.domain.run;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a run stands. A process that was killed cannot say so; it is seen by its silence, which is
 * told beside the time that its epochs take.
 *
 * @param run what its directory tells
 * @param pulse whether it lives
 * @param checkpoint epochs completed in the newest checkpoint that is whole; empty where none is
 * @param notResumable why no checkpoint can be used; empty where one can, or where the run would
 *     begin anew
 */
public record RunStatus(
    RunRecord run, RunPulse pulse, OptionalInt checkpoint, String notResumable) {

  /** Mean wall time of the epochs so far; empty before the first has ended. */
  public OptionalDouble secondsPerEpoch() {
    return run.epochs().stream().mapToDouble(Epoch::seconds).average();
  }

  /**
   * Seconds to the end of the last epoch: for each phase those left times its mean so far, and what
   * epochs take besides. Before a phase has first ended its time is not known and left out. Empty
   * before the first epoch has ended.
   */
  public OptionalDouble remainingSeconds() {
    OptionalDouble all = secondsPerEpoch();
    if (all.isEmpty()) {
      return all;
    }
    double besides = all.getAsDouble();
    double left = 0;
    for (Schedule.Phase phase : run.schedule().phases()) {
      List<Double> seconds = seconds(phase);
      double sum = seconds.stream().mapToDouble(each -> each).sum();
      besides -= sum / run.epochs().size();
      left += seconds.isEmpty() ? 0 : phaseLeft(phase) * sum / seconds.size();
    }
    int epochs = Math.max(0, run.schedule().epochs() - run.epochsDone());
    return OptionalDouble.of(left + epochs * Math.max(0, besides));
  }

  /** Whether the time of a phase, which is still to come, is not known. */
  public boolean remainingIsLeast() {
    return run.schedule().phases().stream()
        .anyMatch(phase -> phaseLeft(phase) > 0 && seconds(phase).isEmpty());
  }

  private int phaseLeft(Schedule.Phase phase) {
    return run.schedule().left(phase, run.epochsDone());
  }

  private List<Double> seconds(Schedule.Phase phase) {
    return run.epochs().stream().flatMap(epoch -> epoch.value(phase.seconds()).stream()).toList();
  }

  /** Whether the run can go on: it is not over, and no checkpoint stands in its way. */
  public boolean resumable() {
    return pulse.state() != RunPulse.State.FINISHED && notResumable.isEmpty();
  }

  /** Warnings of the last epoch. */
  public List<String> warnings() {
    return run.lastEpoch().map(Epoch::warnings).orElse(List.of());
  }
}
