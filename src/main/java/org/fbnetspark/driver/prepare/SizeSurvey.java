package org.fbnetspark.driver.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.fbnetspark.data.ImageFormatException;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * Of which sizes the images of a source are, by a random sample (Vitter 1985, Algorithm R), so that
 * millions of files need not be opened twice.
 */
final class SizeSurvey {

  /** Enough to meet a size that one image in a hundred has. */
  static final int SAMPLE = 256;

  /** How far the sample may be from the source before the latter is judged by the former. */
  private static final double DEVIATIONS = 4;

  private static final int SHOWN_SIZES = 5;

  private final RandomGenerator random;
  private final List<Optional<ImageShape>> sample = new ArrayList<>();
  private SkippedExamples unreadable = SkippedExamples.NONE;
  private long seen;

  SizeSurvey(RandomGenerator random) {
    this.random = random;
  }

  /** An image whose header can be read. */
  interface Sized {
    /** Its size. */
    ImageShape size() throws IOException;
  }

  /** Sees the next image; reads its header where it gets into the sample. */
  void see(String name, Sized image) throws IOException {
    seen++;
    if (sample.size() < SAMPLE) {
      sample.add(sizeOf(name, image));
      return;
    }
    long place = random.nextLong(seen);
    if (place < SAMPLE) {
      sample.set((int) place, sizeOf(name, image));
    }
  }

  private Optional<ImageShape> sizeOf(String name, Sized image) throws IOException {
    try {
      return Optional.of(image.size());
    } catch (ImageFormatException e) {
      unreadable = unreadable.with(name, e.getMessage());
      return Optional.empty();
    }
  }

  /** Those of the images looked at of which the header could not be read. */
  SkippedExamples unreadable() {
    return unreadable;
  }

  /**
   * The size that most images have; nothing where none could be read.
   *
   * @throws IOException where more images have another one than may be skipped
   */
  Optional<ImageShape> mostFrequent(SkipLimit limit) throws IOException {
    Map<ImageShape, Integer> counts = new LinkedHashMap<>();
    sample.forEach(size -> size.ifPresent(known -> counts.merge(known, 1, Integer::sum)));
    List<Map.Entry<ImageShape, Integer>> ranked =
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .toList();
    int known = counts.values().stream().mapToInt(Integer::intValue).sum();
    int others = ranked.isEmpty() ? 0 : known - ranked.get(0).getValue();
    double allowed = limit.share() * known;
    double chance = seen > SAMPLE ? DEVIATIONS * Math.sqrt(allowed * (1 - limit.share())) : 0;
    if (others > allowed + chance) {
      throw new IOException(
          limit.source()
              + " holds images of several sizes ("
              + ranked.stream()
                  .limit(SHOWN_SIZES)
                  .map(size -> size.getValue() + " of " + size.getKey())
                  .collect(Collectors.joining(", "))
              + (ranked.size() > SHOWN_SIZES ? ", …" : "")
              + (seen > SAMPLE ? "; " + known + " of " + seen + " looked at" : "")
              + "); set prepare.side, to which all are resized");
    }
    return ranked.stream().findFirst().map(Map.Entry::getKey);
  }
}
