package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.List;

/** Largest value of any stretch of an array, found in constant time. */
final class RangeMaximum {

  private final double[] values;

  /** By power of two: where the largest value of the stretch of that length from a place on is. */
  private final List<int[]> places = new ArrayList<>();

  RangeMaximum(double[] values) {
    this.values = values;
    int[] single = new int[values.length];
    for (int i = 0; i < single.length; i++) {
      single[i] = i;
    }
    places.add(single);
    for (int width = 1; 2 * width <= values.length; width *= 2) {
      int[] half = places.get(places.size() - 1);
      int[] whole = new int[values.length - 2 * width + 1];
      for (int i = 0; i < whole.length; i++) {
        whole[i] = larger(half[i], half[i + width]);
      }
      places.add(whole);
    }
  }

  /** Where the largest value between two places is, both included; -1 for an empty stretch. */
  int place(int first, int last) {
    int from = Math.max(0, first);
    int to = Math.min(values.length - 1, last);
    if (from > to) {
      return -1;
    }
    int power = 31 - Integer.numberOfLeadingZeros(to - from + 1);
    int[] ofPower = places.get(power);
    return larger(ofPower[from], ofPower[to - (1 << power) + 1]);
  }

  /** The largest value between two places; minus infinity for an empty stretch. */
  double between(int first, int last) {
    int place = place(first, last);
    return place < 0 ? Double.NEGATIVE_INFINITY : values[place];
  }

  private int larger(int left, int right) {
    return values[right] > values[left] ? right : left;
  }
}
