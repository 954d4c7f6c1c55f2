package org.fbnetspark.net.fused.kernel;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.List;
import java.util.Optional;

/**
 * The OpenMP runtime that oneDNN was loaded with. Its number of threads belongs to the calling
 * thread and begins at {@code OMP_NUM_THREADS}, or at the number of processors where that is not
 * set; threads beyond the free cores make kernels twenty times slower, since they spin.
 */
public final class OpenMp {

  private static final List<String> NAMES = List.of("libgomp.so.1", "libomp.dylib");

  private final Function set;
  private final Function get;

  private OpenMp(NativeLibrary runtime) {
    set = runtime.getFunction("omp_set_num_threads");
    get = runtime.getFunction("omp_get_max_threads");
  }

  /** The runtime, once oneDNN is loaded; empty where it goes by a name unknown here. */
  public static Optional<OpenMp> find() {
    for (String name : NAMES) {
      Optional<OpenMp> found = find(name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<OpenMp> find(String name) {
    try {
      return Optional.of(new OpenMp(NativeLibrary.getInstance(name)));
    } catch (UnsatisfiedLinkError absent) {
      return Optional.empty();
    }
  }

  /** Sets the number of threads of kernels that the calling thread runs. */
  public void useThreads(int threads) {
    set.invoke(new Object[] {threads});
  }

  /** Threads of kernels that the calling thread runs. */
  public int threads() {
    return get.invokeInt(new Object[0]);
  }
}
