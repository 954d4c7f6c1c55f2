package org.fbnetspark.domain.space;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.op.FactorizedReduce;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.SeparableConv;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.WindowPool;
import org.fbnetspark.domain.op.Zero;

/**
 * What an edge of a cell may be, under the names of the paper (Liu et al., DARTS, arXiv 1806.09055,
 * Section 3.1, and the authors' code), in their order.
 */
public enum CellOp {
  /** No edge. */
  NONE("none"),
  /** Largest value of each window. */
  MAX_POOL("max_pool_3x3"),
  /** Mean of each window. */
  AVG_POOL("avg_pool_3x3"),
  /** The identity, or where the map is halved a factorized reduction. */
  SKIP("skip_connect"),
  /** Two separable convolutions. */
  SEP_3("sep_conv_3x3"),
  /** The same with a larger window. */
  SEP_5("sep_conv_5x5"),
  /** The same with a still larger window. */
  SEP_7("sep_conv_7x7"),
  /** One dilated separable convolution. */
  DIL_3("dil_conv_3x3"),
  /** The same with a larger window. */
  DIL_5("dil_conv_5x5");

  /** The eight of the paper. */
  public static final List<CellOp> EIGHT =
      Arrays.stream(values()).filter(op -> op != SEP_7).toList();

  private final String word;

  CellOp(String word) {
    this.word = word;
  }

  /** Name in genotypes, configurations and choices. */
  public String word() {
    return word;
  }

  /** The op of a name, or empty where none has it. */
  public static Optional<CellOp> of(String word) {
    return Arrays.stream(values()).filter(op -> op.word.equals(word)).findFirst();
  }

  /** Every name. */
  public static List<String> words() {
    return Arrays.stream(values()).map(CellOp::word).toList();
  }

  /**
   * The op on an edge of this stride.
   *
   * @param searched whether it stands in a supernet: its normalisations neither scale nor shift,
   *     and one stands behind a pool
   */
  Op op(int stride, boolean searched) {
    return switch (this) {
      case NONE -> new Zero();
      case MAX_POOL -> new WindowPool(WindowPool.Kind.MAX, searched);
      case AVG_POOL -> new WindowPool(WindowPool.Kind.AVG, searched);
      case SKIP -> stride == 1 ? new Skip() : new FactorizedReduce(!searched);
      case SEP_3 -> new SeparableConv(3, false, !searched);
      case SEP_5 -> new SeparableConv(5, false, !searched);
      case SEP_7 -> new SeparableConv(7, false, !searched);
      case DIL_3 -> new SeparableConv(3, true, !searched);
      case DIL_5 -> new SeparableConv(5, true, !searched);
    };
  }
}
