package org.fbnetspark.domain.space.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.catalog.NetworkDefinition.Layer;

/**
 * The networks F1 to F4 of FBNetV2 (Wan et al., arXiv 2004.05565) as its authors released them:
 * middle widths instead of expansions, squeeze and excitation, and a fully connected layer behind
 * the mean pool. F1, F2 and F3 are one network for larger and larger images, F3 with a wider last
 * layer.
 *
 * <p>The operations that they publish are our multiply-accumulates, one more for each value that
 * enters a mean pool, those of squeeze and excitation among them, and one for each value that
 * leaves the hidden layer. The parameters that they publish are ours.
 */
final class FbnetV2Networks {

  private static final String F1 =
      "conv_k3_hs:8/2 | mb_k5_e1_noexpand:8 | mb_k5_m48:24/2 mb_k5_m112:24"
          + " | mb_k5_m128_se:32/2 mb_k5_m144_se:24"
          + " | mb_k5_m136_hs:56/2 mb_k3_m232_hs:56 mb_k3_m288_se_hs:56"
          + " skip:80 mb_k5_m360_se_hs:80 mb_k5_m144_se_hs:80"
          + " | mb_k3_m368_se_hs:144/2 mb_k5_m840_se_hs:144 mb_k5_m992_se_hs:144 skip:224";
  private static final String F4 =
      "conv_k3_hs:16/2 | mb_k3_e1_noexpand_hs:16 | mb_k5_m88_hs:24/2 mb_k5_m48_hs:24"
          + " mb_k5_m48_hs:24"
          + " | mb_k5_m128_se:32/2 mb_k5_m112_se:32 mb_k5_m144_se:32 mb_k5_m144_se:32"
          + " | mb_k5_m184_hs:64/2 mb_k3_m136_hs:64 skip:64"
          + " mb_k3_m320_hs:104 mb_k5_m264_se_hs:104 mb_k5_m184_se_hs:104 mb_k5_m392_se_hs:112"
          + " | mb_k3_m624_se_hs:184/2 mb_k5_m520_se_hs:184 mb_k5_m896_se_hs:184 skip:224";

  /** Channels of the last 1x1 convolution. */
  private static final int LAST_WIDTH = 1344;

  private FbnetV2Networks() {}

  /** The networks by name. */
  static Map<String, NetworkDefinition> all() {
    Map<String, NetworkDefinition> all = new LinkedHashMap<>();
    all.put("FBNetV2_F1", network("FBNetV2_F1", 128, F1, 1600));
    all.put("FBNetV2_F2", network("FBNetV2_F2", 160, F1, 1600));
    all.put("FBNetV2_F3", network("FBNetV2_F3", 192, F1, 1984));
    all.put("FBNetV2_F4", network("FBNetV2_F4", 224, F4, 1984));
    return all;
  }

  /**
   * A network with 1000 classes.
   *
   * @param side of the images
   * @param table as {@link NetworkDefinition#stages} reads it
   * @param hidden channels of the fully connected layer
   */
  private static NetworkDefinition network(String name, int side, String table, int hidden) {
    List<Layer> layers = NetworkDefinition.stages(table);
    layers.add(new Layer("last", NetworkDefinition.op("conv_k1_hs"), LAST_WIDTH, 1));
    layers.add(new Layer("pool", new GlobalPool(), LAST_WIDTH, 1));
    layers.add(new Layer("hidden", NetworkDefinition.op("hidden_hs"), hidden, 1));
    return new NetworkDefinition(name, new ImageShape(side, side, 3), layers, 1000);
  }
}
