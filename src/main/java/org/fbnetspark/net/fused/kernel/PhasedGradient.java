package org.fbnetspark.net.fused.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The weight gradient of a depthwise convolution of stride 1 whose window takes every second
 * position, for which oneDNN has no fast code: even and odd rows and columns never meet in a
 * window, so each of the four phases of the map is convolved by itself, without gaps. Phases are
 * copied one behind the other; where a side is odd the shorter ones end with zeros.
 */
public final class PhasedGradient implements Kernel {

  private static final int STEP = 2;

  /**
   * Memory that may be another's while the gradient is not formed.
   *
   * @param input for what {@link #part} reads
   * @param gradient for as much
   * @param ofPart for the gradient of {@link #part}
   */
  public record Rooms(NativeFloats input, NativeFloats gradient, DepthwiseGradient.Rooms ofPart) {}

  private final NativeFloats phasesOfX;
  private final NativeFloats phasesOfDy;
  private final boolean odd;
  private final List<Kernel> copies = new ArrayList<>();
  private final Kernel gradient;

  /**
   * Binds the computation.
   *
   * @param window square, with the same channels in and out, a stride of 1 and a dilation of 2
   * @param result {@code [row][column][channel]}
   */
  public PhasedGradient(
      OneDnn dnn,
      Window window,
      NativeFloats x,
      NativeFloats dy,
      NativeFloats result,
      Rooms rooms) {
    NhwcShape map = window.input();
    Window part = part(window);
    long length = part.input().elements();
    phasesOfX = rooms.input().view(0, length);
    phasesOfDy = rooms.gradient().view(0, length);
    odd = map.height() % STEP != 0 || map.width() % STEP != 0;
    int phases = STEP * STEP;
    long each = length / phases;
    for (int i = 0; i < phases; i++) {
      EveryOther positions = new EveryOther(dnn, map, i / STEP, i % STEP);
      copies.add(positions.gather(x, phasesOfX.view(i * each, each)));
      copies.add(positions.gather(dy, phasesOfDy.view(i * each, each)));
    }
    gradient = new DepthwiseGradient(dnn, part, phasesOfX, phasesOfDy, result, rooms.ofPart());
  }

  /** The window without gaps over all phases. */
  public static Window part(Window window) {
    if (window.dilation() != STEP || window.strideHeight() != 1) {
      throw new IllegalArgumentException("Not of stride 1 and dilation 2: " + window);
    }
    NhwcShape phase = EveryOther.half(window.input());
    int examples = STEP * STEP * phase.batch();
    NhwcShape all = new NhwcShape(examples, phase.height(), phase.width(), phase.channels());
    return Window.square(all, phase.channels(), window.kernelHeight(), 1);
  }

  @Override
  public void run() {
    if (odd) {
      phasesOfX.clear();
      phasesOfDy.clear();
    }
    copies.forEach(Kernel::run);
    gradient.run();
  }
}
