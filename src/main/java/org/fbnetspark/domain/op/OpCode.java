package org.fbnetspark.domain.op;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the codes that {@link Op#code()} writes. */
public final class OpCode {

  private static final Pattern MB =
      Pattern.compile("mb_k([357])(\\1)?_e([1-9][0-9]?)(?:_g([1-9]))?(_noexpand)?");
  private static final Pattern CONV = Pattern.compile("conv_k([1357])");

  private OpCode() {}

  /** The op of this code, or empty where no op has it. */
  public static Optional<Op> parse(String code) {
    switch (code) {
      case "skip":
        return Optional.of(new Skip());
      case "pool":
        return Optional.of(new GlobalPool());
      case "fc":
        return Optional.of(new Linear());
      default:
        break;
    }
    Matcher mb = MB.matcher(code);
    if (mb.matches()) {
      return Optional.of(
          new MbConv(
              Integer.parseInt(mb.group(1)),
              Integer.parseInt(mb.group(3)),
              mb.group(4) == null ? 1 : Integer.parseInt(mb.group(4)),
              mb.group(2) == null ? 1 : 2,
              mb.group(5) == null));
    }
    Matcher conv = CONV.matcher(code);
    return conv.matches()
        ? Optional.of(new Conv(Integer.parseInt(conv.group(1))))
        : Optional.empty();
  }
}
