package org.fbnetspark.net.fused.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MULTIPLE_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory_desc_vector;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.dnnl.sum;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * oneDNN on the CPU: makes kernels that are bound to their buffers. Everything made here lives
 * until {@link #close}. Not thread-safe; several instances may work on several threads.
 *
 * <p>oneDNN falls back silently to reference loops, up to a hundred times slower, where it has no
 * generated code for a shape. Each kernel's implementation is looked at when it is made, and a slow
 * one is logged.
 */
public final class OneDnn implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);

  private final NativeArena arena = new NativeArena();
  private final int threads;
  private final Optional<OpenMp> openMp;

  /** Shared by the engines of a process, or each task slot would say the same again. */
  private static final Set<String> REPORTED = ConcurrentHashMap.newKeySet();

  private final engine cpu;
  private final stream stream;
  private final primitive_attr defaults;
  private boolean statisticsKept;

  /**
   * Opens the CPU engine.
   *
   * @param threads threads of each kernel
   */
  public OneDnn(int threads) {
    this.threads = threads;
    JavaCpp.loadOneDnn();
    openMp = OpenMp.find();
    useThreads();
    cpu = arena.own(new engine(engine.kind.cpu, 0));
    stream = arena.own(new stream(cpu));
    defaults = arena.own(new primitive_attr());
  }

  /** Whether the natives load on this machine. */
  public static boolean available() {
    try {
      JavaCpp.loadOneDnn();
      return true;
    } catch (LinkageError e) {
      LOG.info("oneDNN does not load on this machine: {}", e.getMessage());
      return false;
    }
  }

  /** Version and instruction set, such as {@code onednn 3.13.0 avx512}. */
  public String describe() {
    dnnl_version_t version = dnnl.dnnl_version();
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    String name = "generic";
    if ((isa & dnnl.dnnl_cpu_isa_avx512_core) == dnnl.dnnl_cpu_isa_avx512_core) {
      name = "avx512";
    } else if ((isa & dnnl.dnnl_cpu_isa_avx2) == dnnl.dnnl_cpu_isa_avx2) {
      name = "avx2";
    }
    return "onednn " + version.major() + "." + version.minor() + "." + version.patch() + " " + name;
  }

  /** Makes the calling thread run kernels with this instance's number of threads. */
  public void useThreads() {
    openMp.ifPresent(runtime -> runtime.useThreads(threads));
  }

  /** Threads in force on the calling thread; empty where the OpenMP runtime is unknown. */
  public Optional<Integer> threads() {
    return openMp.map(OpenMp::threads);
  }

  /** Whether normalisations use the statistics that are there, in place of the batch's. */
  public void keepStatistics(boolean keep) {
    statisticsKept = keep;
  }

  boolean keepsStatistics() {
    return statisticsKept;
  }

  /** A new buffer of zeros. */
  public NativeFloats floats(long length) {
    return arena.floats(length);
  }

  /** Room for what normalisations remember. */
  public Statistics statistics() {
    return new Statistics(arena);
  }

  /** See {@link NativeArena#passing}. */
  public NativeFloats passing(long length) {
    return arena.passing(length);
  }

  /** See {@link NativeArena#inTurns}. */
  public <T> List<T> inTurns(long floats, List<Supplier<T>> makers) {
    return arena.inTurns(floats, makers);
  }

  /** Bytes of all buffers. */
  public long bytes() {
    return arena.bytes();
  }

  /** {@code c = a * b + beta * c}. */
  public void multiply(Matrix a, Matrix b, float beta, Matrix c) {
    dnnl.dnnl_sgemm(
        (byte) (a.transposed() ? 'T' : 'N'),
        (byte) (b.transposed() ? 'T' : 'N'),
        c.rows(),
        c.columns(),
        a.width(),
        1f,
        a.data().pointer(),
        a.stride(),
        b.data().pointer(),
        b.stride(),
        beta,
        c.data().pointer(),
        c.stride());
  }

  /** {@code target = sum of factors[i] * sources[i]}; the target may be the first source. */
  public Kernel sum(float[] factors, NativeFloats target, List<NativeFloats> sources) {
    memory.desc vector = vector(target.length());
    memory_desc_vector all = new memory_desc_vector();
    sources.forEach(source -> all.push_back(vector));
    sum.primitive_desc made = new sum.primitive_desc(cpu, vector, factors, all);
    // Not checked: its only implementation for single precision is a plain loop, bound by memory.
    BoundPrimitive call = bind(new sum(made)).with(DNNL_ARG_DST, vector, target);
    for (int i = 0; i < sources.size(); i++) {
      call.with(DNNL_ARG_MULTIPLE_SRC + i, vector, sources.get(i));
    }
    return call;
  }

  /** {@code target = target + a}. */
  public Kernel add(NativeFloats a, NativeFloats target) {
    return sum(new float[] {1f, 1f}, target, List.of(target, a));
  }

  /** {@code target = a * b}, element by element; a {@code b} of one element multiplies all. */
  public Kernel product(NativeFloats a, NativeFloats b, NativeFloats target) {
    return product(vector(a.length()), a, vector(b.length()), b, target, defaults);
  }

  /** {@code target = a * b + c} where {@code b} is one element; the target may be {@code a}. */
  public Kernel productPlus(NativeFloats a, NativeFloats b, NativeFloats c, NativeFloats target) {
    return productPlus(vector(a.length()), a, vector(b.length()), b, c, target);
  }

  /** {@code target = target + a * b} where {@code b} is one element. */
  public Kernel addProduct(NativeFloats a, NativeFloats b, NativeFloats target) {
    return product(vector(a.length()), a, vector(b.length()), b, target, adding());
  }

  /**
   * {@code target = a * b}, where {@code b} has a factor for each example and channel.
   *
   * @param shape of {@code a} and of the target
   */
  public Kernel channelProduct(
      NhwcShape shape, NativeFloats a, NativeFloats b, NativeFloats target) {
    return product(nhwc(shape), a, nhwc(shape.pooled()), b, target, defaults);
  }

  /**
   * {@code target = a * b}, where {@code b} has a factor for each row.
   *
   * @param rows rows of {@code a} and of the target
   * @param columns their columns
   */
  public Kernel rowProduct(
      long rows, long columns, NativeFloats a, NativeFloats b, NativeFloats target) {
    memory.desc matrix = tagged(memory.format_tag.abcd, 1, rows, 1, columns);
    memory.desc factors = tagged(memory.format_tag.abcd, 1, rows, 1, 1);
    return product(matrix, a, factors, b, target, defaults);
  }

  /** {@code target = a * b + c}, {@code b} as before; the target may be {@code a}. */
  public Kernel channelProductPlus(
      NhwcShape shape, NativeFloats a, NativeFloats b, NativeFloats c, NativeFloats target) {
    return productPlus(nhwc(shape), a, nhwc(shape.pooled()), b, c, target);
  }

  /** That a result is added to what is there. */
  static primitive_attr adding() {
    post_ops after = new post_ops();
    after.append_sum(1f, 0, memory.data_type.undef);
    return attributes(after);
  }

  private static primitive_attr attributes(post_ops after) {
    primitive_attr attributes = new primitive_attr();
    attributes.set_post_ops(after);
    return attributes;
  }

  private Kernel productPlus(
      memory.desc first,
      NativeFloats a,
      memory.desc second,
      NativeFloats b,
      NativeFloats c,
      NativeFloats target) {
    post_ops after = new post_ops();
    after.append_binary(dnnl.algorithm.binary_add, first);
    return product(first, a, second, b, target, attributes(after))
        .with(dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1, first, c);
  }

  private BoundPrimitive product(
      memory.desc first,
      NativeFloats a,
      memory.desc second,
      NativeFloats b,
      NativeFloats target,
      primitive_attr attributes) {
    binary.primitive_desc made =
        new binary.primitive_desc(
            cpu, dnnl.algorithm.binary_mul, first, second, first, attributes, false);
    check("product", made.impl_info_str().getString(), a.length());
    return bind(new binary(made))
        .with(DNNL_ARG_SRC_0, first, a)
        .with(DNNL_ARG_SRC_1, second, b)
        .with(DNNL_ARG_DST, first, target);
  }

  /**
   * Copies a tensor between layouts.
   *
   * @param shape what is copied
   * @param fromStrides floats from one example, channel, row and column to the next
   * @param toStrides the same of the target
   */
  public Kernel copy(
      NhwcShape shape, NativeFloats from, long[] fromStrides, NativeFloats to, long[] toStrides) {
    return new StridedCopy(this, shape, defaults).of(from, fromStrides, to, toStrides);
  }

  /** Adds a tensor to one of another layout; otherwise as {@link #copy}. */
  public Kernel addCopy(
      NhwcShape shape, NativeFloats from, long[] fromStrides, NativeFloats to, long[] toStrides) {
    return new StridedCopy(this, shape, adding()).of(from, fromStrides, to, toStrides);
  }

  @Override
  public void close() {
    arena.close();
  }

  engine cpu() {
    return cpu;
  }

  primitive_attr defaults() {
    return defaults;
  }

  /** Logs, once in a process, that oneDNN has no generated code for a kernel. */
  void check(String kernel, String implementation, Object shape) {
    if (!fast(implementation) && REPORTED.add(kernel + implementation + shape)) {
      LOG.warn("Kernel {} for {} runs on oneDNN's slow {}", kernel, shape, implementation);
    }
  }

  static boolean fast(String implementation) {
    return implementation.contains("jit")
        || implementation.contains("brg")
        || implementation.contains("brdgmm");
  }

  BoundPrimitive bind(primitive made) {
    return new BoundPrimitive(arena.own(made), arena.own(new IntMemoryMap()));
  }

  Kernel reorder(memory.desc from, NativeFloats source, memory.desc to, NativeFloats target) {
    return reorder(memory(from, source), memory(to, target), defaults);
  }

  Kernel reorder(memory from, memory to, primitive_attr attributes) {
    return bind(new reorder(from, to, attributes)).with(DNNL_ARG_FROM, from).with(DNNL_ARG_TO, to);
  }

  memory memory(memory.desc desc, NativeFloats data) {
    requireRoom(desc.get_size() / Float.BYTES, data);
    return unchecked(desc, data);
  }

  memory unchecked(memory.desc desc, NativeFloats data) {
    return arena.own(new memory(desc, cpu, data.pointer()));
  }

  static void requireRoom(long floats, NativeFloats data) {
    if (floats > data.length()) {
      throw new IllegalArgumentException(
          "A tensor of " + floats + " floats does not fit a buffer of " + data.length());
    }
  }

  /** See {@link NativeArena#passing}: one for a tensor whose layout oneDNN chose. */
  NativeFloats passing(memory.desc desc) {
    return passing(desc.get_size() / Float.BYTES + 1);
  }

  /** See {@link NativeArena#momentary}: one for a tensor whose layout oneDNN chose. */
  NativeFloats momentary(memory.desc desc) {
    return arena.momentary(desc.get_size() / Float.BYTES + 1);
  }

  static memory.desc nhwc(NhwcShape shape) {
    return strided(shape, shape.strides());
  }

  static memory.desc strided(NhwcShape shape, long[] strides) {
    return new memory.desc(shape.dims(), memory.data_type.f32, strides);
  }

  static memory.desc tagged(memory.format_tag tag, long... dims) {
    return new memory.desc(dims, memory.data_type.f32, tag);
  }

  static memory.desc vector(long length) {
    return tagged(memory.format_tag.x, length);
  }

  /** A primitive with its arguments. */
  final class BoundPrimitive implements Kernel {
    private final primitive made;
    private final IntMemoryMap arguments;

    private BoundPrimitive(primitive made, IntMemoryMap arguments) {
      this.made = made;
      this.arguments = arguments;
    }

    BoundPrimitive with(int argument, memory value) {
      arguments.put(argument, value);
      return this;
    }

    BoundPrimitive with(int argument, memory.desc desc, NativeFloats data) {
      return with(argument, memory(desc, data));
    }

    @Override
    public void run() {
      made.execute(stream, arguments);
    }
  }
}
