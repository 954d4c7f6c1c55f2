package org.fbnetspark.domain.op;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.name.Nearest;

/** Reads the codes that {@link Op#code()} writes. */
public final class OpCode {

  private static final Pattern MB =
      Pattern.compile(
          "mb_k([357])(\\1)?_(?:e([1-9][0-9]?)|m([1-9][0-9]{0,5}))(?:_g([2-9]))?(_noexpand)?(_se)?"
              + Activation.SUFFIXES);
  private static final Pattern CONV = Pattern.compile("conv_k([1357])" + Activation.SUFFIXES);
  private static final Pattern HIDDEN = Pattern.compile("hidden" + Activation.SUFFIXES);

  /** Ops of cells, all of which are enumerated. */
  private static final Map<String, Op> OF_CELLS = new LinkedHashMap<>();

  static {
    Stream.of(false, true).flatMap(OpCode::ofCells).forEach(op -> OF_CELLS.put(op.code(), op));
  }

  /** Codes near which a mistyped one is looked for; the families have more. */
  private static final List<String> EXAMPLES =
      Stream.concat(
              Stream.concat(
                  Stream.of(
                      "skip",
                      "pool",
                      "hidden",
                      "hidden_hs",
                      "fc",
                      "conv_k1",
                      "conv_k3",
                      "conv_k3_hs"),
                  OF_CELLS.keySet().stream()),
              Stream.of("3", "5", "7", "33")
                  .flatMap(
                      k ->
                          Stream.of(
                                  "1",
                                  "1_g2",
                                  "3",
                                  "6",
                                  "1_noexpand",
                                  "6_se",
                                  "6_hs",
                                  "6_se_hs",
                                  "6_r6")
                              .map(e -> "mb_k" + k + "_e" + e)))
          .toList();

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
    if (OF_CELLS.containsKey(code)) {
      return Optional.of(OF_CELLS.get(code));
    }
    Matcher mb = MB.matcher(code);
    if (mb.matches()) {
      return Optional.of(
          new MbConv(
              Integer.parseInt(mb.group(1)),
              number(mb.group(3), 0),
              number(mb.group(4), 0),
              number(mb.group(5), 1),
              mb.group(2) == null ? 1 : 2,
              mb.group(6) == null,
              mb.group(7) != null,
              Activation.ofSuffix(mb.group(8))));
    }
    Matcher conv = CONV.matcher(code);
    if (conv.matches()) {
      return Optional.of(
          new Conv(Integer.parseInt(conv.group(1)), Activation.ofSuffix(conv.group(2))));
    }
    Matcher hidden = HIDDEN.matcher(code);
    return hidden.matches()
        ? Optional.of(new Hidden(Activation.ofSuffix(hidden.group(1))))
        : Optional.empty();
  }

  /** Codes of the ops of cells. */
  public static Set<String> ofCells() {
    return Collections.unmodifiableSet(OF_CELLS.keySet());
  }

  private static Stream<Op> ofCells(boolean affine) {
    Stream<Op> convolutions =
        IntStream.of(3, 5, 7)
            .boxed()
            .flatMap(
                k ->
                    Stream.of(
                        new SeparableConv(k, false, affine), new SeparableConv(k, true, affine)));
    Stream<Op> pools =
        Stream.of(WindowPool.Kind.values()).map(kind -> new WindowPool(kind, affine));
    Stream<Op> bare =
        IntStream.of(1, 3)
            .boxed()
            .flatMap(k -> Stream.of(new BareConv(k, false, affine), new BareConv(k, true, affine)));
    Stream<Op> others =
        Stream.of(new FactorizedReduce(affine), new AuxiliaryHead(affine), new Zero());
    return Stream.of(convolutions, pools, bare, others).flatMap(ops -> ops);
  }

  private static int number(String digits, int absent) {
    return digits == null ? absent : Integer.parseInt(digits);
  }

  /** What is wrong with a code that {@link #parse} does not know, and what may have been meant. */
  public static String unknown(String code) {
    return "No op has the code " + code + Nearest.hint(code, EXAMPLES);
  }
}
