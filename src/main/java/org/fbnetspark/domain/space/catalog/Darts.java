package org.fbnetspark.domain.space.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.CellMacro;
import org.fbnetspark.domain.space.CellNetwork;
import org.fbnetspark.domain.space.CellOp;
import org.fbnetspark.domain.space.CellStem;
import org.fbnetspark.domain.space.Genotype;

/**
 * The space of DARTS (Liu et al., arXiv 1806.09055) and the networks that its authors found in it,
 * by the first and by the second order, as they released them.
 *
 * <p>What they publish as parameters are all trained values, those of normalisations and biases
 * among them.
 */
final class Darts {

  private static final int NODES = 4;

  private static final String V1 =
      "Genotype(normal=[('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 0),"
          + " ('sep_conv_3x3', 1), ('skip_connect', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0),"
          + " ('skip_connect', 2)], normal_concat=range(2, 6),"
          + " reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2),"
          + " ('max_pool_3x3', 0), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2),"
          + " ('avg_pool_3x3', 0)], reduce_concat=range(2, 6))";
  private static final String V2 =
      "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0),"
          + " ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0),"
          + " ('dil_conv_3x3', 2)], normal_concat=range(2, 6),"
          + " reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2),"
          + " ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2),"
          + " ('max_pool_3x3', 1)], reduce_concat=range(2, 6))";

  private Darts() {}

  /** The space for 32x32 images in 10 classes, searched in 8 cells and derived to 20. */
  static CellDefinition cifar() {
    CellMacro macro = cifar(8, 16);
    return new CellDefinition("darts-cifar", macro, NODES, CellOp.EIGHT, 20, 36);
  }

  private static CellMacro cifar(int cells, int width) {
    return new CellMacro(new ImageShape(32, 32, 3), 10, CellStem.CIFAR, cells, width);
  }

  /** The networks by name: for CIFAR-10, and for 224x224 images in 1000 classes. */
  static Map<String, CellNetwork> networks() {
    CellMacro small = cifar(20, 36);
    CellMacro large = new CellMacro(new ImageShape(224, 224, 3), 1000, CellStem.IMAGENET, 14, 48);
    Map<String, CellNetwork> all = new LinkedHashMap<>();
    Map.of("DARTS_V1", V1, "DARTS_V2", V2).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              String name = entry.getKey();
              Genotype genotype = Genotype.parse(entry.getValue());
              all.put(name, new CellNetwork(name, small, genotype));
              String imagenet = name + "_ImageNet";
              all.put(imagenet, new CellNetwork(imagenet, large, genotype));
            });
    return all;
  }
}
