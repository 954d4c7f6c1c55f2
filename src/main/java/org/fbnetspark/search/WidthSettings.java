package org.fbnetspark.search;

import java.util.Locale;

/**
 * At which widths the weights are trained. Widths share their channels, and left to theta a search
 * of them is known to collapse: what it takes more often is trained better, and is taken more often
 * for that.
 *
 * @param warmUp which widths there are while theta stands still
 * @param sampling what decides the width of a step
 */
public record WidthSettings(WarmUp warmUp, Sampling sampling) {

  /** As the gates of every other choice. */
  public static final WidthSettings NONE = new WidthSettings(WarmUp.NONE, Sampling.GATE_RULE);

  /** Which widths there are while theta stands still. */
  public enum WarmUp {
    /** All of them. */
    NONE,
    /**
     * The widest alone at first, then one more of each choice after the other: the progressive
     * shrinking of Cai et al., Once-for-All (arXiv 1908.09791), Section 3.3, of widths.
     */
    WIDE_TO_NARROW;

    /** Value in configurations. */
    public String key() {
      return WidthSettings.key(this);
    }
  }

  /** What decides the width of a step of the weights. */
  public enum Sampling {
    /** Theta, by the gates' rule. */
    GATE_RULE,
    /** Turns, in which each width has as many steps as the others, however theta stands. */
    FAIR;

    /** Value in configurations. */
    public String key() {
      return WidthSettings.key(this);
    }
  }

  private static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
