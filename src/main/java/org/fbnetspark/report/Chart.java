package org.fbnetspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;

/**
 * Curves of figures over epochs.
 *
 * @param title of the chart
 * @param note what a reader must know of the figures; may be empty
 * @param curves in order
 */
record Chart(String title, String note, List<Curve> curves) {

  /**
   * One curve.
   *
   * @param label its name in the chart
   * @param figure name of the figure that it draws
   * @param wanted whether it is what the curve before it is led to
   */
  record Curve(String label, String figure, boolean wanted) {

    Curve(String label, String figure) {
      this(label, figure, false);
    }
  }

  Chart {
    curves = List.copyOf(curves);
  }

  Chart(String title, String note, Curve... curves) {
    this(title, note, List.of(curves));
  }

  /** A chart of a single figure. */
  static Chart of(String title, String note, String figure) {
    return new Chart(title, note, new Curve(title, figure));
  }

  /** The same without curves of figures that none of these epochs has. */
  Chart of(List<Epoch> epochs) {
    return new Chart(
        title,
        note,
        curves.stream()
            .filter(
                curve -> epochs.stream().anyMatch(one -> one.figure(curve.figure()).isPresent()))
            .toList());
  }

  /** A chart for each curve, with what it is led to: for several runs, each of its own colour. */
  Stream<Chart> each() {
    List<Chart> charts = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      if (!curve.wanted()) {
        int end = i + 1;
        while (end < curves.size() && curves.get(end).wanted()) {
          end++;
        }
        charts.add(
            new Chart(
                curves.stream().filter(one -> !one.wanted()).count() == 1
                    ? title
                    : title + ", " + curve.label(),
                note,
                curves.subList(i, end)));
      }
    }
    return charts.stream();
  }

  /** What the curves do, in words. */
  String course(List<Epoch> epochs) {
    List<String> told = new ArrayList<>();
    for (Curve curve : curves) {
      List<Epoch> with =
          epochs.stream().filter(epoch -> epoch.figure(curve.figure()).isPresent()).toList();
      Epoch first = with.get(0);
      Epoch last = with.get(with.size() - 1);
      told.add(
          Figures.sentence(
              curve.label()
                  + ": from "
                  + text(first, curve)
                  + " in epoch "
                  + (first.number() + 1)
                  + " to "
                  + text(last, curve)
                  + " in epoch "
                  + (last.number() + 1)));
    }
    return String.join(" ", told);
  }

  private static String text(Epoch epoch, Curve curve) {
    return epoch.figure(curve.figure()).map(Figure::text).orElseThrow();
  }
}
