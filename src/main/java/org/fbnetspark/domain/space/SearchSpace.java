package org.fbnetspark.domain.space;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.List;
import org.fbnetspark.domain.shape.ImageShape;

/** What can be chosen, and between which candidates. */
public interface SearchSpace extends Serializable {

  /** Name in configurations and reports. */
  String name();

  /** Shape of one input example. */
  ImageShape input();

  /** The open choices in order; theta has one row for each. */
  List<Choice> choices();

  /** Number of architectures. */
  default BigInteger size() {
    return choices().stream()
        .map(choice -> BigInteger.valueOf(choice.candidates().size()))
        .reduce(BigInteger.ONE, BigInteger::multiply);
  }
}
