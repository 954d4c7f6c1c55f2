package org.fbnetspark.domain.run;

/**
 * One number that an epoch has come to.
 *
 * @param name such as {@code weights/loss}; what stands before the slash is what TensorBoard and
 *     MLflow group charts by
 * @param value in the unit
 * @param unit of the value
 */
public record Figure(String name, double value, Unit unit) {

  /** The same of one of several goals, whose name stands before a slash. */
  public Figure of(String goal) {
    return new Figure(goal + "/" + name, value, unit);
  }

  /** The value as people read it. */
  public String text() {
    return unit.text(value);
  }
}
