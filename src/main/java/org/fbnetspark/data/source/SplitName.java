package org.fbnetspark.data.source;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fbnetspark.data.Split;

/** The part of a data set that a folder or file of this name usually holds. */
enum SplitName {
  TRAIN,
  VALID,
  TEST;

  private static final Pattern NAME =
      Pattern.compile("(train|val|valid|validation|test)(ing)?([ _-]?(set|data|images|split))?");

  static Optional<SplitName> of(String name) {
    Matcher matcher = NAME.matcher(name.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return switch (matcher.group(1)) {
      case "train" -> Optional.of(TRAIN);
      case "test" -> Optional.of(TEST);
      default -> Optional.of(VALID);
    };
  }

  /** Where its images go beside these; see {@link #note}. */
  Split beside(Set<SplitName> labelled) {
    boolean train = this == TRAIN || this == VALID && labelled.contains(TEST);
    return train ? Split.TRAIN : Split.TEST;
  }

  /** What becomes of validation images; nothing where there are none. */
  static Optional<String> note(Set<SplitName> labelled) {
    if (!labelled.contains(VALID)) {
      return Optional.empty();
    }
    return Optional.of(
        labelled.contains(TEST)
            ? "the validation images join the training images, for there are test images too, and"
                + " searches and retrainings keep images of their own from those they train on"
            : "the validation images are the test images, for there are no others");
  }
}
