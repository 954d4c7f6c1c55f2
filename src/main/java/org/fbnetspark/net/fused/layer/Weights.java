package org.fbnetspark.net.fused.layer;

/** Places of weights of the common layout in that of a layer. */
final class Weights {

  private Weights() {}

  /**
   * A matrix that lies transposed.
   *
   * @param first place of {@code [rows][columns]}
   * @return the places of {@code [column][row]}
   */
  static IndexRuns transposed(int first, int rows, int columns) {
    IndexRuns runs = new IndexRuns();
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        runs.add(first + row * columns + column);
      }
    }
    return runs;
  }

  /**
   * A full convolution.
   *
   * @param first place of {@code [tap][in][out]}
   * @return the places of {@code [out][in][tap]}
   */
  static IndexRuns convolution(int first, int taps, int in, int out) {
    IndexRuns runs = new IndexRuns();
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        for (int tap = 0; tap < taps; tap++) {
          runs.add(first + (tap * in + i) * out + o);
        }
      }
    }
    return runs;
  }
}
