package org.fbnetspark.net.portable;

import java.util.function.Supplier;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory from which all that some work allocates is taken, and given back at its end. Nothing is
 * given back earlier: an arena frees no single array.
 */
final class Arena {

  private static final WorkspaceConfiguration CONFIGURATION =
      WorkspaceConfiguration.builder()
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .overallocationLimit(0.1)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policySpill(SpillPolicy.REALLOCATE)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .build();

  private Arena() {}

  /**
   * What the work gives, which must not lie in the arena.
   *
   * @param name of the arena, on each thread
   */
  static <T> T within(String name, Supplier<T> work) {
    MemoryWorkspace arena = Nd4j.getWorkspaceManager().getAndActivateWorkspace(CONFIGURATION, name);
    try {
      return work.get();
    } finally {
      arena.close();
    }
  }
}
