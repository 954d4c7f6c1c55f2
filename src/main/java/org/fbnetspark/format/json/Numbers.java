package org.fbnetspark.format.json;

import java.util.regex.Pattern;

/**
 * The numbers of a text table, which has decimal points or decimal commas, never both, and nothing
 * that separates thousands.
 *
 * @param decimalCommas whether a comma is where the fraction begins
 */
public record Numbers(boolean decimalCommas) {

  private static final Pattern POINT =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
  private static final Pattern COMMA = Pattern.compile("[+-]?[0-9]*,[0-9]+([eE][-+]?[0-9]+)?");
  private static final Pattern GROUPED =
      Pattern.compile("[+-]?[0-9]{1,3}([,.'\\h][0-9]{3})+([.,][0-9]+)?");

  /**
   * Whether a number shows that its table has decimal commas: it has one and, where commas separate
   * fields as well, could not be a whole number in groups of three digits.
   */
  public static boolean showsDecimalComma(String number, boolean commasSeparate) {
    return COMMA.matcher(number).matches()
        && !(commasSeparate && GROUPED.matcher(number).matches());
  }

  /** The number, finite or not; NaN where the text is none. */
  public double of(String text) {
    String plain = decimalCommas && text.indexOf('.') < 0 ? text.replace(',', '.') : text;
    boolean mixed = decimalCommas && text.indexOf('.') >= 0;
    return !mixed && POINT.matcher(plain).matches() ? Double.parseDouble(plain) : Double.NaN;
  }

  /** A text that is no number, and what to do about it where that is known. */
  public String refused(String text) {
    String advice =
        decimalCommas && POINT.matcher(text).matches()
            ? "; other numbers of the file have decimal commas, so what does the point mean?"
            : GROUPED.matcher(text).matches()
                ? "; write a decimal point, and nothing that separates thousands"
                : "";
    return (text.isEmpty() ? "nothing" : text) + advice;
  }

  /** A number as a count is written, where it is a whole one; else the text as it is. */
  public String count(String text) {
    double number = of(text);
    return number == Math.rint(number) && Math.abs(number) < Integer.MAX_VALUE
        ? String.valueOf((int) number)
        : text;
  }
}
