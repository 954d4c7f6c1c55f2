package org.fbnetspark.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.fbnetspark.data.Augmentation.Crop;
import org.fbnetspark.data.Resampler.Window;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.shape.Subsampling;
import org.fbnetspark.store.CorruptFileException;

/**
 * Cuts batches from shards: augments, normalises each channel to mean 0 and deviation 1, and
 * subsamples what is left for a network that takes smaller images, as a supernet with a choice of
 * sides does ({@link Subsampling}). What an example looks like depends on its position and the
 * seeds alone, not on the others of its batch. Immutable, so many threads may share one.
 */
public final class BatchReader {

  /** The share of the picture's shorter side that a centre crop takes, 224 of 256. */
  private static final double CENTRE_SHARE = 0.875;

  private static final int WINDOW_TRIES = 10;

  private final ImageShape shape;
  private final ImageEncoding encoding;
  private final Augmentation augmentation;
  private final float[] normalised;
  private final ImageShape taken;
  private final int[] sources;

  /** A reader of the shards of this data set. */
  public BatchReader(DatasetManifest manifest, Augmentation augmentation) {
    this(manifest, augmentation, manifest.shape());
  }

  /**
   * A reader for a network.
   *
   * @param taken shape of the images that it takes
   * @throws IllegalArgumentException where they are larger than those of the data set
   */
  public BatchReader(DatasetManifest manifest, Augmentation augmentation, ImageShape taken) {
    this.shape = manifest.shape();
    this.taken = taken;
    this.sources = new Subsampling(shape, taken).sources();
    this.encoding = manifest.encoding();
    this.augmentation = augmentation;
    this.normalised = new float[shape.channels() * 256];
    for (int c = 0; c < shape.channels(); c++) {
      double mean = manifest.statistics().mean().get(c);
      double deviation = manifest.statistics().deviation().get(c);
      for (int value = 0; value < 256; value++) {
        normalised[c * 256 + value] = (float) ((value / 255.0 - mean) / deviation);
      }
    }
  }

  /**
   * A batch.
   *
   * @param picks positions in the shard, in the order of the batch
   * @param seeds decide the augmentation; give other ones in each epoch
   * @throws CorruptFileException where an image of the shard cannot be decoded
   */
  public Batch batch(Shard shard, int[] picks, SeedTree seeds) throws IOException {
    int elements = (int) taken.elements();
    float[] images = new float[Math.multiplyExact(picks.length, elements)];
    float[] whole = new float[shape.equals(taken) ? 0 : (int) shape.elements()];
    int[] labels = new int[picks.length];
    for (int i = 0; i < picks.length; i++) {
      labels[i] = shard.label(picks[i]);
      RandomGenerator random = seeds.child(picks[i]).generator();
      if (shape.equals(taken)) {
        read(shard, picks[i], random, images, i * elements);
      } else {
        read(shard, picks[i], random, whole, 0);
        subsample(whole, images, i * elements);
      }
    }
    return new Batch(taken, images, labels);
  }

  private void subsample(float[] whole, float[] out, int at) {
    int channels = shape.channels();
    for (int i = 0; i < sources.length; i++) {
      System.arraycopy(whole, sources[i] * channels, out, at + i * channels, channels);
    }
  }

  private void read(Shard shard, int example, RandomGenerator random, float[] out, int at)
      throws IOException {
    byte[] values = shard.bytes();
    int start = shard.start(example);
    if (encoding == ImageEncoding.FILES || augmentation.crop() == Crop.RESIZED) {
      values = resampled(picture(shard, example), random).values();
      start = 0;
    }
    int padding = augmentation.crop() == Crop.PADDED ? augmentation.padding() : 0;
    int down = padding == 0 ? 0 : random.nextInt(2 * padding + 1) - padding;
    int right = padding == 0 ? 0 : random.nextInt(2 * padding + 1) - padding;
    boolean flip = augmentation.flip() && random.nextBoolean();
    normalise(values, start, down, right, flip, out, at);
    if (augmentation.cutout() > 0) {
      cutOut(random.nextInt(shape.height()), random.nextInt(shape.width()), out, at);
    }
  }

  /** Clears a square, of which a part may lie outside; normalised, the mean is 0. */
  private void cutOut(int centreY, int centreX, float[] out, int at) {
    int half = augmentation.cutout() / 2;
    int left = Math.max(0, centreX - half);
    int right = Math.min(shape.width(), centreX - half + augmentation.cutout());
    int bottom = Math.min(shape.height(), centreY - half + augmentation.cutout());
    for (int y = Math.max(0, centreY - half); y < bottom; y++) {
      int row = at + y * shape.width() * shape.channels();
      Arrays.fill(out, row + left * shape.channels(), row + right * shape.channels(), 0f);
    }
  }

  private Pixels picture(Shard shard, int example) throws CorruptFileException {
    byte[] bytes =
        Arrays.copyOfRange(shard.bytes(), shard.start(example), shard.start(example + 1));
    if (encoding == ImageEncoding.PIXELS) {
      return new Pixels(shape, bytes);
    }
    try {
      Pixels picture = ImageDecoder.STANDARD.decode(bytes);
      return shape.channels() == 3 ? picture.inColour() : picture;
    } catch (ImageFormatException e) {
      throw new CorruptFileException(
          shard.file().path(), shard.start(example), "image " + example + " " + e.getMessage(), e);
    }
  }

  private Pixels resampled(Pixels picture, RandomGenerator random) {
    double aspect = (double) shape.width() / shape.height();
    Window window =
        augmentation.crop() == Crop.RESIZED
            ? randomWindow(picture.shape(), random)
            : Window.centre(picture.shape(), aspect, CENTRE_SHARE);
    return Resampler.resample(picture, window, shape.height(), shape.width());
  }

  /** Random area and aspect ratio (Szegedy et al. 2015, Section 6). */
  private Window randomWindow(ImageShape picture, RandomGenerator random) {
    for (int attempt = 0; attempt < WINDOW_TRIES; attempt++) {
      double area = picture.positions() * random.nextDouble(augmentation.minArea(), 1.0000001);
      double aspect = Math.exp(random.nextDouble(-1, 1) * Math.log(4.0 / 3));
      double width = Math.sqrt(area * aspect);
      double height = Math.sqrt(area / aspect);
      if (width <= picture.width() && height <= picture.height()) {
        return new Window(
            random.nextDouble() * (picture.height() - height),
            random.nextDouble() * (picture.width() - width),
            height,
            width);
      }
    }
    return Window.centre(picture, (double) shape.width() / shape.height(), 1);
  }

  /** Copies one image, moved against the frame; what comes in from outside is black. */
  private void normalise(
      byte[] values, int start, int down, int right, boolean flip, float[] out, int outAt) {
    int width = shape.width();
    int channels = shape.channels();
    int at = outAt;
    for (int y = 0; y < shape.height(); y++) {
      int fromY = y + down;
      boolean inside = fromY >= 0 && fromY < shape.height();
      int row = start + fromY * width * channels;
      for (int x = 0; x < width; x++) {
        int fromX = right + (flip ? width - 1 - x : x);
        boolean seen = inside && fromX >= 0 && fromX < width;
        int from = row + fromX * channels;
        for (int c = 0; c < channels; c++) {
          out[at++] = normalised[c * 256 + (seen ? values[from + c] & 0xFF : 0)];
        }
      }
    }
  }
}
