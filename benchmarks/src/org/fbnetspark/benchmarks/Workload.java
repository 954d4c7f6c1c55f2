package org.fbnetspark.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.CellMacro;
import org.fbnetspark.domain.space.CellOp;
import org.fbnetspark.domain.space.CellStem;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.space.catalog.FbnetV1;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.testing.Layers;

/**
 * What every engine computes: a network on images in 10 classes, the same initial weights, gates
 * and batches, the latter in files of raw little-endian floats that a peer reads.
 */
final class Workload {

  /**
   * Low, since at higher rates single precision alone drives losses apart within a few steps: at
   * 1e-5 PyTorch's own single precision is 2e-3 from its double precision after 20 steps.
   */
  static final double RATE = 2e-6;

  static final SgdStep SGD = new SgdStep(RATE, 0.9, 1e-4);

  /** The name of FBNetV1's supernet, with the paper's strides. */
  static final String SUPERNET = "fbnet-v1-supernet";

  /** The name of FBNetV2-F's supernet at 64x64 pixels, with all its widths and sides. */
  static final String MASKED_SUPERNET = "fbnet-v2-supernet";

  /** The name of DARTS's supernet of four cells, behind which {@code -w8} and such is its width. */
  static final String CELLS = "darts-supernet";

  private static final Pattern OF_CELLS = Pattern.compile(CELLS + "(?:-w([1-9][0-9]{0,2}))?");
  private static final int FEW_CELLS = 4;
  private static final int CELL_WIDTH = 16;
  private static final int BATCHES = 4;
  private static final int CLASSES = 10;
  private static final int MOST_CANDIDATES = 16;
  private static final ImageShape IMAGE = new ImageShape(32, 32, 3);
  private static final ImageShape LARGER_IMAGE = new ImageShape(64, 64, 3);

  private final Space space;
  private final SeedTree seeds = new SeedTree(1);
  private final int batchSize;

  /**
   * The work of one network.
   *
   * @param network {@link #SUPERNET}, {@link #MASKED_SUPERNET}, {@link #CELLS}, or a published
   *     network, whose strides are fitted to the images
   */
  Workload(String network, int batchSize) {
    this.batchSize = batchSize;
    Matcher ofCells = OF_CELLS.matcher(network);
    space = ofCells.matches() ? cells(ofCells.group(1)) : other(network);
  }

  private static Space cells(String width) {
    int channels = width == null ? CELL_WIDTH : Integer.parseInt(width);
    CellMacro macro = new CellMacro(IMAGE, CLASSES, CellStem.CIFAR, FEW_CELLS, channels);
    return new CellDefinition(CELLS, macro, 4, CellOp.EIGHT, FEW_CELLS, channels).space();
  }

  private static Space other(String network) {
    return switch (network) {
      case SUPERNET -> FbnetV1.cifarWithPaperStrides().space();
      case MASKED_SUPERNET ->
          SpaceCatalog.named("fbnet-v2-f").withClasses(CLASSES).resized(LARGER_IMAGE, 2).space();
      default ->
          Space.of(
              ArchitectureCatalog.named(network)
                  .withClasses(CLASSES)
                  .resized(IMAGE, 4)
                  .architecture());
    };
  }

  Space space() {
    return space;
  }

  float[] weights() {
    return new WeightLayout(space.network()).initialWeights(seeds.child("weights"));
  }

  /** A softmax of normal numbers for each layer. */
  Gates gates() {
    RandomGenerator random = seeds.child("gates").generator();
    float[][] rows = new float[space.choices().size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[space.choices().get(i).candidates().size()];
      float sum = 0;
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = (float) Math.exp(random.nextGaussian());
        sum += rows[i][j];
      }
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] /= sum;
      }
    }
    return Gates.perBatch(rows);
  }

  /** The batch of a step; a few take turns. */
  Batch batch(int step) {
    RandomGenerator random = seeds.child("batch").child(step % BATCHES).generator();
    float[] images = new float[batchSize * (int) space.network().input().shape().elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    int[] labels = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      labels[i] = random.nextInt(space.network().classes());
    }
    return new Batch(space.network().input().shape(), images, labels);
  }

  Batch[] batches() {
    Batch[] batches = new Batch[BATCHES];
    for (int i = 0; i < BATCHES; i++) {
      batches[i] = batch(i);
    }
    return batches;
  }

  /** Writes what a peer reads: weights, gates, and images and labels of every batch. */
  void write(Path folder) throws IOException {
    if (space.cells().isPresent()) {
      Files.writeString(
          folder.resolve("cells.json"), new CellNodes(space.network(), gates()).json());
    } else if (space.network().masked()) {
      Files.writeString(
          folder.resolve("nodes.json"), new MaskedNodes(space.network(), gates()).json());
    } else {
      Files.write(folder.resolve("layers.txt"), layers());
    }
    write(folder.resolve("weights.f32"), weights());
    Gates gates = gates();
    FloatBuffer rows = FloatBuffer.allocate(space.choices().size() * MOST_CANDIDATES);
    for (int i = 0; i < gates.choices(); i++) {
      rows.put(gates.row(i, 0));
    }
    write(folder.resolve("gates.f32"), Arrays.copyOf(rows.array(), rows.position()));
    for (int i = 0; i < BATCHES; i++) {
      Batch batch = batch(i);
      write(folder.resolve("images" + i + ".f32"), batch.images());
      float[] labels = new float[batchSize];
      for (int j = 0; j < batchSize; j++) {
        labels[j] = batch.labels()[j];
      }
      write(folder.resolve("labels" + i + ".f32"), labels);
    }
  }

  /** A line for each layer: channels leaving it, stride, and the codes of its candidates. */
  private List<String> layers() {
    return Layers.of(space).stream()
        .map(
            layer ->
                layer.placement().outChannels()
                    + " "
                    + layer.placement().stride()
                    + " "
                    + layer.candidates().stream().map(Op::code).collect(Collectors.joining(",")))
        .toList();
  }

  private static void write(Path file, float[] values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    Files.write(file, bytes.array());
  }
}
