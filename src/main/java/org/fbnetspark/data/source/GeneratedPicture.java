package org.fbnetspark.data.source;

import java.util.Locale;
import java.util.random.RandomGenerator;
import org.fbnetspark.data.Pixels;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * One generated image. The class is the pattern; beyond as many classes as there are patterns, it
 * is the pair of pattern and figure.
 */
final class GeneratedPicture {

  private enum Pattern {
    CHECKS,
    COLUMNS,
    FALLING,
    PLAIN,
    RINGS,
    RISING,
    ROWS,
    SPECKLES,
    SPOKES,
    SPOTS
  }

  private enum Figure {
    DISC,
    DIAMOND,
    SQUARE,
    TRIANGLE
  }

  static final int MAX_CLASSES = Pattern.values().length * Figure.values().length;

  private static final int STAINS = 4;
  private static final double NOISE_DEVIATION = 8;

  private final int side;
  private final RandomGenerator random;
  private final Pattern pattern;
  private final Figure figure;
  private final double centreX;
  private final double centreY;
  private final double radius;
  private final double period;
  private final double phaseX;
  private final double phaseY;
  private final long speckles;

  GeneratedPicture(int side, int label, int classes, SeedTree seeds) {
    this.side = side;
    this.random = seeds.generator();
    this.pattern = Pattern.values()[label % Pattern.values().length];
    int anyFigure = random.nextInt(Figure.values().length);
    boolean figureCounts = classes > Pattern.values().length;
    this.figure = Figure.values()[figureCounts ? label / Pattern.values().length : anyFigure];
    this.radius = side * random.nextDouble(0.34, 0.45);
    this.centreX = side / 2.0 + random.nextDouble(-1, 1) * (side * 0.5 - radius);
    this.centreY = side / 2.0 + random.nextDouble(-1, 1) * (side * 0.5 - radius);
    this.period = side * random.nextDouble(0.15, 0.23);
    this.phaseX = random.nextDouble(2 * Math.PI);
    this.phaseY = random.nextDouble(2 * Math.PI);
    this.speckles = random.nextLong();
  }

  static String className(int label, int classes) {
    Pattern pattern = Pattern.values()[label % Pattern.values().length];
    String name = pattern.name().toLowerCase(Locale.ROOT);
    return classes <= Pattern.values().length
        ? name
        : name
            + "-"
            + Figure.values()[label / Pattern.values().length].name().toLowerCase(Locale.ROOT);
  }

  Pixels draw() {
    double[][] values = new double[side * side][];
    double[] ground = colour();
    for (int i = 0; i < values.length; i++) {
      values[i] = ground.clone();
    }
    for (int i = 0; i < STAINS; i++) {
      stain(values);
    }
    double[] dark = colour();
    double[] light = contrasting(dark);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double u = x + 0.5 - centreX;
        double v = y + 0.5 - centreY;
        if (inside(u / radius, v / radius)) {
          values[y * side + x] = on(u, v) ? light : dark;
        }
      }
    }
    return noisy(values);
  }

  private boolean inside(double u, double v) {
    return switch (figure) {
      case DISC -> u * u + v * v < 1;
      case DIAMOND -> Math.abs(u) + Math.abs(v) < 1.2;
      case SQUARE -> Math.max(Math.abs(u), Math.abs(v)) < 0.88;
      case TRIANGLE -> v < 0.85 && Math.abs(u) < (v + 1) * 0.65;
    };
  }

  private boolean on(double u, double v) {
    double omega = 2 * Math.PI / period;
    double across = Math.sin(u * omega + phaseX);
    double down = Math.sin(v * omega + phaseY);
    return switch (pattern) {
      case CHECKS -> across * down > 0;
      case COLUMNS -> across > 0;
      case FALLING -> Math.sin((u - v) * omega * Math.sqrt(0.5) + phaseX) > 0;
      case PLAIN -> false;
      case RINGS -> Math.sin(Math.hypot(u, v) * omega + phaseX) > 0;
      case RISING -> Math.sin((u + v) * omega * Math.sqrt(0.5) + phaseX) > 0;
      case ROWS -> down > 0;
      case SPECKLES -> speckle((int) Math.floor(u / 2 + side), (int) Math.floor(v / 2 + side));
      case SPOKES -> Math.sin(Math.atan2(v, u) * 7 + phaseX) > 0;
      case SPOTS -> across + down > 0.9;
    };
  }

  private boolean speckle(int column, int row) {
    return (new SeedTree(speckles).child((long) row << 32 | column).seed() & 1) == 0;
  }

  private void stain(double[][] values) {
    double[] tint = colour();
    double x0 = random.nextDouble(side);
    double y0 = random.nextDouble(side);
    double wide = side * random.nextDouble(0.05, 0.3);
    double high = side * random.nextDouble(0.05, 0.3);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double distance = Math.hypot((x - x0) / wide, (y - y0) / high);
        if (distance < 1) {
          values[y * side + x] = tint;
        }
      }
    }
  }

  private double[] colour() {
    return new double[] {
      random.nextDouble(20, 236), random.nextDouble(20, 236), random.nextDouble(20, 236)
    };
  }

  /** Another colour, far enough from the first to be told apart under the noise. */
  private double[] contrasting(double[] from) {
    double[] other = colour();
    double shift = random.nextBoolean() ? 100 : -100;
    for (int c = 0; c < 3; c++) {
      double moved = from[c] + shift + 0.3 * (other[c] - 128);
      other[c] = moved < 0 || moved > 255 ? from[c] - shift : moved;
    }
    return other;
  }

  private Pixels noisy(double[][] values) {
    byte[] bytes = new byte[values.length * 3];
    for (int i = 0; i < bytes.length; i++) {
      double value = values[i / 3][i % 3] + random.nextGaussian() * NOISE_DEVIATION;
      bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
    return new Pixels(new ImageShape(side, side, 3), bytes);
  }
}
