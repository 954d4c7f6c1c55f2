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
      ZeroedScratch scratch) {
    NhwcShape map = window.input();
    if (window.dilation() != STEP || window.strideHeight() != 1) {
      throw new IllegalArgumentException("Not of stride 1 and dilation 2: " + window);
    }
    NhwcShape phase = EveryOther.half(map);
    int phases = STEP * STEP;
    NhwcShape all =
        new NhwcShape(phases * map.batch(), phase.height(), phase.width(), phase.channels());
    String sides = " phases of " + map.height() + "x" + map.width();
    NativeFloats phasesOfX = scratch.take("input" + sides, all);
    NativeFloats phasesOfDy = scratch.take("gradient" + sides, all);
    for (int i = 0; i < phases; i++) {
      EveryOther positions = new EveryOther(dnn, map, i / STEP, i % STEP);
      long first = i * phase.elements();
      copies.add(positions.gather(x, phasesOfX.view(first, phase.elements())));
      copies.add(positions.gather(dy, phasesOfDy.view(first, phase.elements())));
    }
    Window part = Window.square(all, map.channels(), window.kernelHeight(), 1);
    gradient = new DepthwiseGradient(dnn, part, phasesOfX, phasesOfDy, result, scratch);
  }

  @Override
  public void run() {
    copies.forEach(Kernel::run);
    gradient.run();
  }
}
